package app

import (
	"context"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/config"
	"github.com/attainhq/attain/internal/sender/email"
)

// herald looks for what is to be told in every organisation of the database, and
// sends the mails that are due. Several servers may do so at once: each alert is
// kept once, and each mail is with one of them.
type herald struct {
	app  *App
	told func(orgID string, users []string) // they have new alerts
	news func(orgID string)                 // somebody was recognised for something
	wake chan struct{}

	mu  sync.Mutex
	due map[string]bool // organisations with new projections
}

func newHerald(a *App, told func(orgID string, users []string), news func(orgID string)) *herald {
	return &herald{app: a, told: told, news: news, wake: make(chan struct{}, 1), due: map[string]bool{}}
}

// foreseen makes it look at an organisation: what alerts are made of is new.
func (h *herald) foreseen(orgID string) {
	h.mu.Lock()
	h.due[orgID] = true
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// beside works until stop is called.
func (h *herald) beside(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { h.run(ctx) })
	return func() {
		cancel()
		done.Wait()
	}
}

// run looks when something was foreseen, here or, every few minutes, by another
// server, and at the outbox more often.
func (h *herald) run(ctx context.Context) {
	const perLook, perPost = 5 * time.Minute, 30 * time.Second
	look, post := time.NewTicker(perLook), time.NewTicker(perPost)
	defer look.Stop()
	defer post.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			h.each(ctx, h.look)
		case <-h.wake:
			for _, id := range h.taken() {
				h.failed(ctx, h.look(ctx, id))
			}
		case <-post.C:
			h.each(ctx, h.post)
		}
	}
}

func (h *herald) taken() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	ids := make([]string, 0, len(h.due))
	for id := range h.due {
		ids = append(ids, id)
	}
	clear(h.due)
	return ids
}

func (h *herald) each(ctx context.Context, do func(context.Context, string) error) {
	ids, err := h.app.DB.OrganisationIDs(ctx)
	h.failed(ctx, err)
	for _, id := range ids {
		h.failed(ctx, do(ctx, id))
	}
}

func (h *herald) look(ctx context.Context, orgID string) error {
	h.app.beside.Lock()
	defer h.app.beside.Unlock()
	if n, err := h.app.Honours.Run(ctx, orgID); err != nil {
		h.failed(ctx, err)
	} else if n > 0 {
		h.news(orgID)
	}
	users, err := h.app.Alerts.Run(ctx, orgID)
	if len(users) > 0 {
		h.told(orgID, users)
	}
	return err
}

func (h *herald) post(ctx context.Context, orgID string) error {
	_, err := h.app.Alerts.Post(ctx, orgID)
	return err
}

func (h *herald) failed(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		h.app.log.Error("telling people what is new; it is tried again", "error", err)
	}
}

// withMail gives the alerts a way to send mail when the options name a server.
// site is where links begin when no base URL is set.
func (a *App) withMail(o config.Serve, site string) error {
	if o.MailServer == "" {
		return nil
	}
	sender, err := email.New(email.Options{Server: o.MailServer, From: o.MailFrom, User: o.MailUser, Password: o.MailPassword})
	if err != nil {
		return err
	}
	if o.BaseURL != "" {
		site = o.BaseURL
	} else {
		a.log.Warn("links in mails lead to the address that the server listens at; set --base-url to the one that people use", "address", site)
	}
	a.Alerts.WithMail(sender, site)
	return nil
}
