package lang_test

import (
	"testing"

	"etcd2sh/repl/command"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// A bracket within brackets is no part of a variable's name.
func TestVariableInNestedBrackets(t *testing.T) {
	t.Parallel()
	var scope lang.Scope
	scope.Set("x", "XV")
	l := lang.Language{Commands: command.Table().Table}
	for _, text := range []string{"echo [[:a $x] 2]", "echo [{:a $x} 2]", "echo [[[a $x]] 1]"} {
		if _, err := l.Parse(scan.Scan(text), &scope); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
