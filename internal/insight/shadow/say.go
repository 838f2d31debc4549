package shadow

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/money"
)

// Says returns a reason in a few words.
func (r Reason) Says() string {
	switch r {
	case Same:
		return "The same"
	case Rounded:
		return "Rounded"
	case Split:
		return "Shared with others"
	case Converted:
		return "Another currency"
	case Changed:
		return "Changed since"
	case Differs:
		return "Another amount"
	case OtherPeriod:
		return "Counts in another period"
	case OtherPerson:
		return "Credited to somebody else"
	case Cancelled:
		return "Cancelled"
	case Repeated:
		return "Twice in the sheet"
	case Quarantined:
		return "Waiting in quarantine"
	case Unknown:
		return "Not known to Attain"
	default:
		return "Not in the sheet"
	}
}

// Why says in a sentence why the two sides of a match differ, and what to do
// where something can be done. Amounts are in the organisation's currency unless
// another is named.
func (m Match) Why(currency money.Currency) string {
	amount := func(a money.Amount) string { return a.Readable() + " " + string(currency) }
	if m.Lines > 1 && m.Reason != Repeated {
		whole := m
		whole.Lines = 1
		return strings.TrimSpace(fmt.Sprintf("%d lines of the sheet are this deal, together %s. %s", m.Lines, amount(m.Together), whole.Why(currency)))
	}
	switch e := m.Entry; m.Reason {
	case Same:
		return ""
	case Rounded:
		return fmt.Sprintf("Attain counts %s, to the cent.", amount(e.Credited))
	case Split:
		return fmt.Sprintf("The deal is %s in all; %s of it is credited here, the rest to others.", amount(e.Whole), amount(e.Credited))
	case Converted:
		return fmt.Sprintf("The sheet has %s %s; at the rate of the day that is %s.", e.Own.Readable(), e.Currency, amount(e.Credited))
	case Changed:
		for _, was := range e.Earlier {
			if near(m.Together, was.Amount) {
				return fmt.Sprintf("It was %s %s until %s, when a change to %s became known.", was.Amount.Readable(), e.Currency, was.Changed, e.Own.Readable())
			}
		}
		return ""
	case Differs:
		return fmt.Sprintf("Attain has %s, and never had the amount of the sheet.", amount(e.Credited))
	case OtherPeriod:
		return fmt.Sprintf("It counts on %s, outside the period.", e.When)
	case OtherPerson:
		if len(e.To) == 0 {
			return "Nobody here has the credit. If that is wrong, ask for a split or for another owner where the deal is kept."
		}
		return fmt.Sprintf("The credit is with %s. If that is wrong, ask for a split or for another owner where the deal is kept.", strings.Join(e.To, ", "))
	case Cancelled:
		return "The order is cancelled or withdrawn, and counts for nothing."
	case Repeated:
		return "A line above is the same deal; it counts once."
	case Quarantined:
		return "It came with an import and could not be used: " + strings.TrimSuffix(e.Why, ".") + ". Who looks after imports can mend it under Imports."
	case Unknown:
		return "No deal that you may see has this number, customer or amount: it was not imported yet, or it is credited to somebody else."
	default:
		if e.Late {
			return "It happened in a closed period and became known later, so it counts here."
		}
		return "Attain counts it, and the sheet has no line for it."
	}
}
