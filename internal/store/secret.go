package store

import (
	"context"
	"sync"
)

// secrets remembers which organisation the secrets belong to that people and
// programs come with. A secret does not say it, and on Citus the question goes to
// every machine: it is asked once, and then only the organisation's own machine
// answers, and need be up. What is remembered cannot become wrong, since no two
// organisations have one secret; whether it still opens anything is in its row.
type secrets struct {
	mu  sync.Mutex
	org map[string]string // by hash
}

// mostSecrets bounds the memory: some 20 MB.
const mostSecrets = 100_000

func (s *secrets) of(hash string) (orgID string, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	orgID, known = s.org[hash]
	return orgID, known
}

func (s *secrets) keep(hash, orgID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.org == nil || len(s.org) >= mostSecrets {
		s.org = map[string]string{}
	}
	s.org[hash] = orgID
}

// whose returns the organisation of the secret with the hash: ask is a statement
// that finds it in the secret's table.
func (db *DB) whose(ctx context.Context, ask, hash string) (orgID string, err error) {
	if orgID, known := db.secrets.of(hash); known {
		return orgID, nil
	}
	if err := db.queryRow(ctx, ask, hash).Scan(&orgID); err != nil {
		return "", err
	}
	db.secrets.keep(hash, orgID)
	return orgID, nil
}
