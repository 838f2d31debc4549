package attain

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// slab returns the place of the sale's day among the days that the receipt
// tells knowledge of, −1 when it tells none, and refuses what was not known.
func (c *receiptCheck) slab(name string, sale CreditSale) int {
	for i, k := range c.Known {
		if sale.Day < k.Start || sale.Day >= k.End {
			continue
		}
		if sale.KnownOn > k.AsOf {
			c.differ("%s was known on %s, after %s", name, sale.KnownOn, k.AsOf)
		}
		return i
	}
	if len(c.Known) > 0 {
		c.differ("%s is of %s, of which the receipt does not say what was known", name, sale.Day)
	}
	return -1
}

// late adds up what counts late on each side of the value.
func (c *receiptCheck) late() (num, den money.Amount) {
	end := period.Never
	if c.Period.End != nil {
		end = *c.Period.End
	}
	for _, l := range c.Late {
		var sum money.Amount
		seen := map[ReceiptLateItem]bool{}
		for _, item := range l.Items {
			key := item
			key.Value, key.Covered = 0, nil
			switch {
			case seen[key]:
				c.differ("late from %s: %s %s stands twice", l.From.Label, item.Kind, item.ID)
			case item.Day < l.From.Start || l.From.End == nil || item.Day >= *l.From.End:
				c.differ("late from %s: %s %s is of %s, outside that period", l.From.Label, item.Kind, item.ID, item.Day)
			case item.KnownOn <= l.AsOf:
				c.differ("late from %s: %s %s was known on %s, before the period was closed", l.From.Label, item.Kind, item.ID, item.KnownOn)
			case item.KnownOn < c.Period.Start || item.KnownOn >= end || item.KnownOn > c.AsOf:
				c.differ("late from %s: %s %s became known on %s, outside the time that counts", l.From.Label, item.Kind, item.ID, item.KnownOn)
			}
			seen[key] = true
			sum += item.Value
		}
		if sum != l.Sum {
			c.differ("late from %s: the changes sum to %s, not to %s", l.From.Label, sum, l.Sum)
		}
		switch signed := money.Amount(l.Sign) * l.Sum; {
		case l.Sign != 1 && l.Sign != -1:
			c.differ("late from %s has the sign %d", l.From.Label, l.Sign)
		case l.Side == Numerator:
			num += signed
		case l.Side == Denominator:
			den += signed
		default:
			c.differ("late from %s stands on the side %q", l.From.Label, l.Side)
		}
	}
	return num, den
}

// lateWithin returns what became known late on the days, as far as the figures
// hold it against a target.
func (c *receiptCheck) lateWithin(start, end period.Date) (sum money.Amount) {
	if c.Figures.Covered != nil {
		return c.lateCovered(start, end)
	}
	for _, l := range c.Late {
		for _, item := range l.Items {
			if item.KnownOn >= start && item.KnownOn < end {
				sum += money.Amount(l.Sign) * item.Value
			}
		}
	}
	return sum
}

// lateCovered returns the part of it that people are credited for.
func (c *receiptCheck) lateCovered(start, end period.Date) (sum money.Amount) {
	for _, l := range c.Late {
		for _, item := range l.Items {
			if item.Covered != nil && item.KnownOn >= start && item.KnownOn < end {
				sum += money.Amount(l.Sign) * *item.Covered
			}
		}
	}
	return sum
}
