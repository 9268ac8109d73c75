package command

import (
	"context"
	"fmt"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/doctor"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var doctorCommand = eval.Entry{Run: examine, Command: &lang.Command{
	Name: "doctor", Group: lang.GroupCluster,
	Options: []lang.Option{
		{Name: "watch", Kind: lang.Duration, Value: "TIME", Doc: "measure twice, TIME apart, what only growth shows, as who still uses v2: --watch 10s"},
	},
	Doc: "examine the cluster for what stands between it and etcd 3.6, which has no v2, and for what ails it", Returns: "of each check what was seen, whether that is well, and what to do; then an error where one is bad",
	More:    doctorMore(),
	Example: []lang.Example{{Before: []string{`reset! k v`}, Line: `try doctor | 0 :seen catch [:type :unhealthy] :to-be-mended`, Result: "\"v2 has 1 key; etcd 3.6 refuses each of them\"\n:to-be-mended"}},
}}

func doctorMore() string {
	var checks []string
	for _, c := range doctor.Checks() {
		checks = append(checks, c.Name+" ("+c.Question+")")
	}
	return "A check is :well, :note (to be known), :bad (it stands in the way of 3.6, or is unhealthy; status 1) or :unseen (what was asked does not tell). The checks: " + strings.Join(checks, "; ") + ".\n\n" +
		"Nothing is put into the raft log. " +
		"Nothing here says that 3.6 will start: hidden names cannot be listed, the log cannot be read online, and while v2 is on an entry may still come. Only etcdutl check v2store proves it."
}

func examine(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	span := c.OptionDuration("watch")
	if span > 0 {
		defer f.Waits(fmt.Sprintf("measuring for %v", span))()
	}
	facts, err := doctor.Examine(ctx, f.Client(), span)
	if err != nil {
		return nil, err
	}
	return judged(facts, doctor.Checks()), nil
}

// judged is the result of checks.
func judged(facts *doctor.Facts, checks []doctor.Check) any {
	data, page, bad := findings(facts, checks)
	result := eval.Printed{Value: data, As: render.Pictured{Value: data, Parts: []any{page}}}
	if bad == nil {
		return result
	}
	return withError(result, &badError{of: len(data.Rows), bad: bad})
}

// findings judges the facts: as data, as a person reads it, and the names of the checks
// that are bad.
func findings(facts *doctor.Facts, checks []doctor.Check) (render.Table, render.Page, []string) {
	t := render.Table{Columns: []render.Column{{Name: "check"}, {Name: "verdict"}, {Name: "seen"}, {Name: "advice"}}}
	var rows []render.Row
	var bad []string
	for _, check := range checks {
		found := check.Judge(facts)
		if found.Verdict == doctor.Bad {
			bad = append(bad, check.Name)
		}
		t.Rows = append(t.Rows, []any{check.Name, render.Keyword(found.Verdict), found.Seen, found.Advice})
		rows = append(rows, render.Row{Name: check.Name, Text: string(found.Verdict) + ": " + render.Escape(found.Seen)})
		for _, advice := range found.Advice {
			rows = append(rows, render.Row{Text: "→ " + render.Escape(advice)})
		}
	}
	return t, render.Page{{Rows: rows, Column: 8}}, bad
}

// badError says which checks are bad.
type badError struct {
	of  int
	bad []string
}

func (e *badError) Error() string {
	return fmt.Sprintf("%d of %s bad: %s", len(e.bad), lang.Plural(e.of, "check"), strings.Join(e.bad, ", "))
}

// Data is the error as data.
func (e *badError) Data() render.Map { return lang.ErrorMap("unhealthy", e.Error()) }
