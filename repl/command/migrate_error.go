package command

import (
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/gateway"
	"etcd2sh/client/migrate"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// ofTarget is an error of the v3 store, before anything was written.
func ofTarget(c lang.Call, err error) error {
	switch {
	case gateway.WantsUser(err):
		return &unknownUser{err}
	case c.OptionString("to") != nil && (errors.As(err, new(*client.Unreachable)) || errors.As(err, new(*client.TLSError))):
		return &silentTarget{err}
	}
	return err
}

// unknownUser is that v3 asks for a user, or for another one.
type unknownUser struct{ error }

// Unwrap gives the error of the client.
func (u *unknownUser) Unwrap() error { return u.error }

// Hint says how one is named.
func (u *unknownUser) Hint() string {
	return "--to-user NAME:PASSWORD names a user of v3's; these are others than v2's"
}

// silentTarget is that no server of --to answered.
type silentTarget struct{ error }

// Unwrap gives the error of the client.
func (t *silentTarget) Unwrap() error { return t.error }

// Data tells of --to, and not of the cluster in use.
func (t *silentTarget) Data() render.Map {
	data := eval.ErrorData(t.error)
	for i, e := range data {
		if e.Key == render.Keyword("message") && errors.As(t.error, new(*client.Unreachable)) {
			data[i].Value = "no server of --to could be reached, and nothing was written"
		}
	}
	return data
}

// Hint says which files --to takes.
func (t *silentTarget) Hint() string {
	if insecure := (*client.TLSError)(nil); errors.As(t.error, &insecure) && insecure.Problem != client.NoTLS {
		return "for --to alone the files are named by --to-cacert, --to-cert and --to-key"
	}
	return ""
}

// migrationConflicts says that keys of v3's were in the way.
type migrationConflicts struct{ keys int }

func (m *migrationConflicts) Error() string {
	return fmt.Sprintf("%s of v3's with another value or ttl: left alone; run again with --follow, this migration brings up to date what it made and v2 has changed since", lang.Plural(m.keys, "key"))
}

// Data tells the type.
func (m *migrationConflicts) Data() render.Map { return lang.ErrorMap("conflicts", m.Error()) }

// Hint says what to do.
func (m *migrationConflicts) Hint() string {
	return "look whose the others are; delete those that may go, and migrate again, or put the copies elsewhere with --into"
}

// migrationUnequal says that v3 is not as v2 is.
type migrationUnequal struct{ different, missing int }

func (m *migrationUnequal) Error() string {
	return fmt.Sprintf("v3 is not as v2 is: %d different, %d missing", m.different, m.missing)
}

// Data tells the type.
func (m *migrationUnequal) Data() render.Map { return lang.ErrorMap("unequal", m.Error()) }

// migrationBehind says what v3 lacks when following ended.
type migrationBehind struct{ why string }

func (m *migrationBehind) Error() string { return "v3 is not as v2 is: " + m.why }

// Data tells the type.
func (m *migrationBehind) Data() render.Map { return lang.ErrorMap("behind", m.Error()) }

// Hint says how it is mended.
func (m *migrationBehind) Hint() string {
	return "see to that, and run it again: it begins with what v3 lacks"
}

// migrationRefused is a migration that was refused before anything was written.
type migrationRefused struct{ *migrate.Refused }

// refusedMigration is an error of a check.
func refusedMigration(err error) error {
	if r := (*migrate.Refused)(nil); errors.As(err, &r) {
		return &migrationRefused{r}
	}
	return err
}

// shownProblems is how many problems are told.
const shownProblems = 20

// Data lists what stands in the way.
func (m *migrationRefused) Data() render.Map {
	var list []any
	for _, p := range m.Problems[:min(len(m.Problems), shownProblems)] {
		list = append(list, render.Map{
			{Key: render.Keyword("problem"), Value: p.What},
			{Key: render.Keyword("do"), Value: p.Do},
		})
	}
	what := "something stands in the way, and nothing was written"
	if n := len(m.Problems); n > shownProblems {
		what = fmt.Sprintf("%d things stand in the way, of which %d are told, and nothing was written", n, shownProblems)
	}
	return lang.ErrorMap("refused", what, render.Entry{Key: render.Keyword("problems"), Value: list})
}

// migrationBroken is a migration that was broken off.
type migrationBroken struct{ *migrate.BrokenOff }

// brokenMigration is an error of a copy.
func brokenMigration(err error) error {
	if b := (*migrate.BrokenOff)(nil); errors.As(err, &b) {
		return &migrationBroken{b}
	}
	return err
}

// Progress tells how far it got.
func (m *migrationBroken) Progress() render.Map { return countsOf(m.Counts) }

// Detailed says that its counts are told whatever ran it.
func (m *migrationBroken) Detailed() {}

// Unwrap gives the reason.
func (m *migrationBroken) Unwrap() error { return m.Err }

// Hint says how it is completed.
func (m *migrationBroken) Hint() string {
	if gateway.WantsUser(m.Err) {
		return "--to-user names a user of v3's; then run it again, and it goes on"
	}
	return "run it again, and it goes on"
}
