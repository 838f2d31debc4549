// Package money knows exact amounts: how they are read and written, how they
// are converted, and how they are divided so that the parts sum to the whole.
//
// An Amount is an int64 in 1/10,000 of the currency unit, the range and scale
// of SQL Server's money. Nothing here is a float.
package money

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// Amount is a number of 1/10,000 units: of a currency, of goods, or of things
// counted. What the unit is stands beside it, never in it.
type Amount int64

// Unit is one whole unit.
const Unit Amount = 10_000

// Currency is an ISO 4217 code in capitals.
type Currency string

// ParseCurrency checks the form of a code (three letters); it does not check
// that the code is assigned.
func ParseCurrency(text string) (Currency, error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", fault.New(fault.Invalid, "%q is not a currency; use the three-letter ISO 4217 code, for example EUR", text)
	}
	return Currency(code), nil
}

// Parse reads a plain decimal number such as -1234.5678. More than four
// decimals are rounded half away from zero.
func Parse(text string) (Amount, error) {
	rat, err := ParseRat(text)
	if err != nil {
		return 0, err
	}
	return FromRat(rat)
}

// ParseRat reads a plain decimal number of any precision, without exponent,
// separators or currency.
func ParseRat(text string) (*big.Rat, error) {
	const longest = 64 // far above what an Amount can hold, far below what hurts
	digits := strings.TrimLeft(text, "+-")
	if text == "" || len(text) > longest || len(text)-len(digits) > 1 || digits == "" ||
		strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || digits == "." {
		return nil, notANumber(text)
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, notANumber(text)
	}
	return rat, nil
}

func notANumber(text string) error {
	const shown = 40
	if len(text) > shown {
		text = text[:shown] + "…"
	}
	return fault.New(fault.Invalid, "%q is not a plain number; write it like 1234.56", text)
}

// FromRat rounds an exact number half away from zero to 1/10,000. It fails
// when the number does not fit.
func FromRat(rat *big.Rat) (Amount, error) {
	scaled := new(big.Int).Mul(rat.Num(), big.NewInt(int64(Unit)*2))
	scaled.Quo(scaled, rat.Denom()) // twice the value, cut towards zero
	if scaled.Sign() >= 0 {
		scaled.Add(scaled, big.NewInt(1))
	} else {
		scaled.Sub(scaled, big.NewInt(1))
	}
	scaled.Quo(scaled, big.NewInt(2))
	if !scaled.IsInt64() {
		return 0, fault.New(fault.Invalid, "%s is too large; amounts reach to about 922 trillion", rat.FloatString(0))
	}
	return Amount(scaled.Int64()), nil
}

// FromInt returns n whole units; n must be within ±922 trillion.
func FromInt(n int64) Amount { return Amount(n) * Unit }

// Rat returns the exact number.
func (a Amount) Rat() *big.Rat { return big.NewRat(int64(a), int64(Unit)) }

// String writes the plain decimal number without trailing zeros: 12.5, -3, 0.
func (a Amount) String() string {
	sign := ""
	abs := uint64(a)
	if a < 0 {
		sign, abs = "-", -abs
	}
	whole, rest := abs/uint64(Unit), abs%uint64(Unit)
	if rest == 0 {
		return fmt.Sprintf("%s%d", sign, whole)
	}
	return strings.TrimRight(fmt.Sprintf("%s%d.%04d", sign, whole, rest), "0")
}

// Readable writes the number for a sentence: thousands grouped, at most two
// decimals, rounded half away from zero.
func (a Amount) Readable() string {
	const cent = 100
	cents := (magnitude(int64(a)) + cent/2) / cent
	whole, rest, _ := strings.Cut(fmt.Sprintf("%d.%02d", cents/cent, cents%cent), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "00" {
		whole += "." + rest
	}
	if a < 0 && cents != 0 {
		whole = "-" + whole
	}
	return whole
}

// MarshalText and UnmarshalText use the plain decimal form.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the plain decimal form.
func (a *Amount) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Add returns the sum; ok is false when it does not fit.
func (a Amount) Add(b Amount) (sum Amount, ok bool) {
	sum = a + b
	return sum, (sum > a) == (b > 0)
}

// Ratio returns a ÷ b rounded half away from zero to four decimals, as an
// Amount (0.8066 is 8066). ok is false when b is 0.
func Ratio(a, b Amount) (ratio Amount, ok bool) {
	if b == 0 {
		return 0, false
	}
	r, err := FromRat(new(big.Rat).SetFrac64(int64(a), int64(b)))
	return r, err == nil
}

// MulDiv returns a × num ÷ den with a 128-bit product, rounded half away from
// zero. It fails when the result does not fit; den must be positive.
func MulDiv(a Amount, num, den int64) (Amount, error) {
	if den <= 0 {
		return 0, fault.New(fault.Internal, "divisor %d is not positive", den)
	}
	negative := (a < 0) != (num < 0)
	hi, lo := bits.Mul64(magnitude(int64(a)), magnitude(num))
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	hi += carry
	if hi >= uint64(den) {
		return 0, overflow(a, num, den)
	}
	quotient, _ := bits.Div64(hi, lo, uint64(den))
	limit := uint64(math.MaxInt64)
	if negative {
		limit++ // there is one more negative amount
	}
	if quotient > limit {
		return 0, overflow(a, num, den)
	}
	if negative {
		return Amount(-quotient), nil
	}
	return Amount(quotient), nil
}

func overflow(a Amount, num, den int64) error {
	return fault.New(fault.Invalid, "%s × %d ÷ %d is too large for an amount", a, num, den)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Rate says what one unit of From is worth in To on a day: Num ÷ Den.
type Rate struct {
	From, To Currency
	Num, Den int64
}

// Convert turns an amount of r.From into r.To, rounded once, half away from
// zero.
func (r Rate) Convert(a Amount) (Amount, error) { return MulDiv(a, r.Num, r.Den) }

// ParseRate reads a positive decimal number as an exact fraction.
func ParseRate(from, to Currency, text string) (Rate, error) {
	rat, err := ParseRat(text)
	if err != nil {
		return Rate{}, err
	}
	if rat.Sign() <= 0 || !rat.Num().IsInt64() || !rat.Denom().IsInt64() {
		return Rate{}, fault.New(fault.Invalid, "%q is not an exchange rate; use a positive number such as 1.0832", text)
	}
	return Rate{From: from, To: to, Num: rat.Num().Int64(), Den: rat.Denom().Int64()}, nil
}
