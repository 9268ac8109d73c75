package function

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// maxExponent bounds the exponent of a number such as 1e3, because its digits
// are written out.
const maxExponent = 1000

var (
	errNoNumber = errors.New("is no number")
	errExponent = fmt.Errorf("has an exponent beyond %d", maxExponent)
	errZero     = errors.New("cannot be divided by zero")
)

// numeric binds a function of numbers; its arguments are numbers too.
func numeric(compute func(old decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error)) func(Function, []string) (Application, error) {
	return func(f Function, args []string) (Application, error) {
		numbers := make([]decimal.Decimal, len(args))
		for i, arg := range args {
			n, err := ParseNumber(arg)
			if errors.Is(err, errExponent) {
				return Application{}, fmt.Errorf("%s: %q %w", f.Name, arg, err)
			}
			if err != nil {
				return Application{}, fmt.Errorf("%s wants numbers, not %q", f.Name, arg)
			}
			numbers[i] = n
		}
		return f.applying(func(_ context.Context, _ []string, old string) (string, error) {
			n, err := ParseNumber(old)
			if err != nil {
				return "", err
			}
			result, err := compute(n, numbers)
			if err != nil {
				return "", err
			}
			return result.StringFixed(scale(result)), nil
		}), nil
	}
}

func inc(n decimal.Decimal, _ []decimal.Decimal) (decimal.Decimal, error) {
	return n.Add(decimal.NewFromInt(1)), nil
}

func dec(n decimal.Decimal, _ []decimal.Decimal) (decimal.Decimal, error) {
	return n.Sub(decimal.NewFromInt(1)), nil
}

func add(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	for _, arg := range args {
		n = n.Add(arg)
	}
	return n, nil
}

func subtract(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	for _, arg := range args {
		n = n.Sub(arg)
	}
	return n, nil
}

func multiply(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	for _, arg := range args {
		n = n.Mul(arg)
	}
	return n, nil
}

// divide is exact when the quotient ends, with no fewer decimals than n has
// beyond those of the divisor: 3.00 / 3 is 1.00.
func divide(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	divisor := args[0]
	if divisor.IsZero() {
		return n, errZero
	}
	digits, exact := new(big.Rat).Quo(n.Rat(), divisor.Rat()).FloatPrec()
	if !exact {
		return n.DivRound(divisor, 16), nil
	}
	return n.DivRound(divisor, max(int32(digits), scale(n)-scale(divisor))), nil
}

func modulo(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	divisor := args[0]
	if divisor.IsZero() {
		return n, errZero
	}
	rest := n.Mod(divisor)
	if rest.Sign()*divisor.Sign() < 0 {
		rest = rest.Add(divisor)
	}
	return rest, nil
}

func least(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	return decimal.Min(n, args...), nil
}

func greatest(n decimal.Decimal, args []decimal.Decimal) (decimal.Decimal, error) {
	return decimal.Max(n, args...), nil
}

func readNumber(n decimal.Decimal, _ []decimal.Decimal) (decimal.Decimal, error) {
	return n, nil
}

// scale is the number of digits after the point.
func scale(n decimal.Decimal) int32 { return max(0, -n.Exponent()) }

// ParseNumber reads a decimal number with an optional sign, fraction and
// exponent, and white space around it. The result keeps the zeros at the end of
// the fraction. Its error is errNoNumber or errExponent.
func ParseNumber(text string) (decimal.Decimal, error) {
	text = strings.TrimSpace(text)
	mantissa, power := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if !isInteger(text[i+1:]) {
			return decimal.Decimal{}, errNoNumber
		}
		n, err := strconv.Atoi(text[i+1:])
		if err != nil || n < -maxExponent || n > maxExponent {
			return decimal.Decimal{}, errExponent
		}
		mantissa, power = text[:i], n
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !isInteger(whole) || point && !isDigits(fraction) {
		return decimal.Decimal{}, errNoNumber
	}
	digits := strings.TrimLeft(whole, "+-") + fraction
	n := parseDigits(digits)
	if whole[0] == '-' {
		n.Neg(n)
	}
	return decimal.NewFromBigInt(n, int32(power-len(fraction))), nil
}

// parseDigits halves long texts, because big.Int reads digits in quadratic time:
// the longest value that etcd takes would keep it busy for minutes.
func parseDigits(digits string) *big.Int {
	if len(digits) > 10_000 {
		low := len(digits) / 2
		n := parseDigits(digits[:len(digits)-low])
		n.Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(low)), nil))
		return n.Add(n, parseDigits(digits[len(digits)-low:]))
	}
	n, _ := new(big.Int).SetString(digits, 10) // only digits come here
	return n
}

func isInteger(text string) bool {
	if text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	return isDigits(text)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
