package pipeline

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// dryTx reads as the transaction does, and writes only how the batch stands.
type dryTx struct {
	Tx
	org org.Organisation // used when there is none yet
}

func (tx dryTx) Organisation() (org.Organisation, error) {
	o, err := tx.Tx.Organisation()
	if fault.Is(err, fault.NotFound) && tx.org.ID != "" {
		return tx.org, nil
	}
	return o, err
}

func (tx dryTx) Book() (*metric.Book, error) {
	book, err := tx.Tx.Book()
	if fault.Is(err, fault.NotFound) {
		return &metric.Book{Tree: org.NewTree(tx.org.Root(), nil), Rates: metric.NewRates(tx.org.Currency, nil), Currency: tx.org.Currency}, nil
	}
	return book, err
}

func (tx dryTx) Save(c Changes) error {
	if err := c.Settle(); err != nil {
		return err
	}
	return tx.Tx.Save(Changes{Batch: c.Batch, Quarantine: c.Quarantine, At: c.At})
}
