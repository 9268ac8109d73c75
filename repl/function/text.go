package function

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

func identity(old string, _ []string) string { return old }

func constantly(_ string, args []string) string { return args[0] }

func orDefault(old string, args []string) string {
	if old == "" {
		return args[0]
	}
	return old
}

func appendText(old string, args []string) string { return old + strings.Join(args, "") }

func prependText(old string, args []string) string { return strings.Join(args, "") + old }

func upperCase(old string, _ []string) string { return strings.ToUpper(old) }

func lowerCase(old string, _ []string) string { return strings.ToLower(old) }

func trim(old string, _ []string) string { return strings.TrimSpace(old) }

func bindNot(f Function, _ []string) (Application, error) { return f.applying(not), nil }

func not(_ context.Context, _ []string, old string) (string, error) {
	switch old {
	case "true":
		return "false", nil
	case "false":
		return "true", nil
	}
	return "", errors.New("is neither true nor false")
}

func bindReplace(f Function, args []string) (Application, error) {
	from, to := args[0], args[1]
	if from == "" {
		return Application{}, fmt.Errorf("%s wants some text as OLD, not %q", f.Name, from)
	}
	return f.applying(func(_ context.Context, _ []string, old string) (string, error) {
		return strings.ReplaceAll(old, from, to), nil
	}), nil
}

func bindSubs(f Function, args []string) (Application, error) {
	bounds := make([]int, len(args))
	for i, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 0 {
			return Application{}, fmt.Errorf("%s wants positions counted from 0, not %q", f.Name, arg)
		}
		bounds[i] = n
	}
	if len(bounds) == 2 && bounds[1] < bounds[0] {
		return Application{}, fmt.Errorf("%s wants an END that is not before START, not %s %s", f.Name, args[0], args[1])
	}
	return f.applying(func(_ context.Context, _ []string, old string) (string, error) {
		return subs(old, bounds)
	}), nil
}

// subs is the part of old from the first bound to the second, or to the end
// when there is none, counted in runes.
func subs(old string, bounds []int) (string, error) {
	length := utf8.RuneCountInString(old)
	if last := bounds[len(bounds)-1]; last > length {
		return "", fmt.Errorf("has only %d characters, not %d", length, last)
	}
	rest := old[runeOffset(old, bounds[0]):]
	if len(bounds) == 1 {
		return rest, nil
	}
	return rest[:runeOffset(rest, bounds[1]-bounds[0])], nil
}

// runeOffset is where the nth rune of s begins, in bytes.
func runeOffset(s string, n int) int {
	for offset := range s {
		if n == 0 {
			return offset
		}
		n--
	}
	return len(s)
}
