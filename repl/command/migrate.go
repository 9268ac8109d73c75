package command

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"etcd2sh/client/migrate"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

var migrateCommand = eval.Entry{Run: migrateKeys, Command: &lang.Command{
	Name: "migrate", Group: lang.GroupMoving, Alone: true, Background: true, Args: []lang.Arg{{Name: "K", Kind: lang.KeyArg, Optional: true}},
	Options: eval.WithCommon(
		lang.Option{Name: "to", Kind: lang.String, Value: "URL[,URL…]", Doc: "the cluster whose v3 store is written; that of the shell if not given"},
		toUserOption, passwordFileOption,
		lang.Option{Name: "to-cacert", Kind: lang.File, Value: "FILE", Doc: "certificates that the servers of --to are checked by"},
		lang.Option{Name: "to-cert", Kind: lang.File, Value: "FILE", Doc: "the client certificate for --to"},
		lang.Option{Name: "to-key", Kind: lang.File, Value: "FILE", Doc: "the key of that certificate"},
		lang.Option{Name: "into", Kind: lang.String, Value: "PREFIX", Doc: "stands before each key in v3"},
		lang.Option{Name: "map", Kind: lang.String, Value: "JQ", Doc: "a jq program that changes each key, or leaves it out by null"},
		lang.Option{Name: "hidden", Kind: lang.KeyOption, Value: "K", Several: true, Doc: "copy this key too, which no listing shows since its name begins with _"},
		lang.Option{Name: "no-ttl", Doc: "leave out keys with a ttl"},
		lang.Option{Name: "dry-run", Doc: "look for what stands in the way, and compare; write nothing"},
		lang.Option{Name: "verify", Doc: "compare what is in v3 with v2; write nothing"},
		lang.Option{Name: "follow", Doc: "go on with what changes in v2, until Ctrl-C"}),
	Doc:     "copy a tree, the current directory if K is missing, to a v3 store",
	Returns: "how many keys were created, and how many were there with the same value, with another, or were skipped",
	More: "Both stores may be in use meanwhile. A key of v3's is the path of v2's, with its first slash; it is only ever created: " +
		"one that is there already with the same value and the same end of its ttl counts as same, another one as a conflict, which is named and left alone. " +
		"So a migration that was broken off, whatever by, is completed when it is run again. Directories are not copied: v3 has none.\n\n" +
		"Before anything is written each server of the cluster is asked for its gateway of the v3 API, for room, and for a leader, and the keys are looked through: " +
		"for values that v3 would not take, and for bytes that are not UTF-8, which etcd shows as U+FFFD. Whatever is found is listed with what to do about it.\n\n" +
		"A key with a ttl, or in a directory with one, goes when it would have gone in v2: it is put with a lease, one for each second. " +
		"v3 gives a lease some seconds at the least, and begins its time anew when another member becomes the leader.\n\n" +
		"--map is given {\"key\", \"value\", \"ttl\", \"created\", \"modified\"} for each key, with null as the ttl of one that stays; it gives an object with key, value and ttl, or null. " +
		"If it fails on a key nothing is written.\n\n" +
		"With --follow it goes on: what is set in v2 is put in v3, and what is deleted, or expires, is deleted there, as long as v3 holds what a migration put. " +
		"What an earlier migration made, and v2 has changed or deleted since, is brought up to date first. " +
		"Each second with news has a result: how many changes were :applied, how many are still :waiting, and of how many keys the last change is :unwritten, as one that --map fails on, or a value too large for v3. When nothing has changed for 5 seconds, it says that v3 is in step: " +
		"stop what writes to v2, wait until it says so again, end it with Ctrl-C, and switch over. With & behind it, it goes on behind the prompt, until kill ends it.\n\n" +
		"While it runs, v3 holds the key _etcd2sh-migrate below K. It marks what was made, and goes at the end; where the program was killed, or lost the server, it stays until the migration is completed.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens "black n white"`}, Line: `migrate`, Result: `{:created 1, :same 0, :conflicts 0, :leases 0, :skipped 0}`},
		{Before: []string{`reset! cats/mittens "black n white"`, `migrate cats --into /pets`}, Line: `migrate cats --into /pets --verify`, Result: `{:same 1, :different 0, :missing 0, :extra 0}`},
	},
}}

func migrateKeys(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	m, err := newMigration(ctx, f, c)
	if err != nil {
		return nil, err
	}
	if c.OptionString("to") != nil {
		defer m.To.Client().Close()
	}
	source, err := m.Read(ctx)
	if err != nil {
		return nil, refusedMigration(err)
	}
	if c.Flag("verify") {
		v, err := verifyMigration(ctx, f, m, source)
		return v, ofTarget(c, err)
	}
	if err := m.Check(ctx, source); err != nil {
		return nil, ofTarget(c, refusedMigration(err))
	}
	if c.Flag("dry-run") {
		v, err := dryMigration(ctx, f, m, source)
		return v, ofTarget(c, err)
	}
	if c.Flag("follow") {
		return followMigration(ctx, f, m, source), nil
	}
	progress := f.Progress("migrating", len(source.Items))
	defer progress.Done()
	m.Progress = progress.Add
	counts, err := m.Copy(ctx, source)
	if err != nil {
		return nil, brokenMigration(err)
	}
	return migrated(counts), nil
}

// newMigration makes the migration that a call asks for.
func newMigration(ctx context.Context, f *eval.Frame, c lang.Call) (*migrate.Migration, error) {
	m := &migrate.Migration{From: f.Client(), Options: c.Common(), NoTTL: c.Flag("no-ttl"), Conflict: tellConflict(f)}
	if err := oneOf(c, "verify", "dry-run", "follow"); err != nil {
		return nil, err
	}
	var err error
	if m.Key, err = keyOr(c, f, f.Dir()); err != nil {
		return nil, err
	}
	if m.Hidden, err = c.OptionKeys(f.Dir(), "hidden"); err != nil {
		return nil, c.Usage(err)
	}
	if into := c.OptionString("into"); into != nil {
		m.Into = *into
	}
	if program := c.OptionString("map"); program != nil {
		if m.Map, err = mapByJQ(*program); err != nil {
			return nil, c.Usage(err)
		}
	}
	m.To, err = migrationTarget(ctx, f, c)
	return m, err
}

// oneOf refuses flags of which one alone has a meaning.
func oneOf(c lang.Call, names ...string) error {
	first := ""
	for _, name := range names {
		switch {
		case c.Flag(name) && first != "":
			return c.Usage(fmt.Errorf("--%s and --%s are two things; give them one after the other", first, name))
		case c.Flag(name):
			first = name
		}
	}
	return nil
}

// dryMigration tells what a migration would do.
func dryMigration(ctx context.Context, f *eval.Frame, m *migrate.Migration, s *migrate.Source) (any, error) {
	tell := m.Conflict
	m.Conflict = func(c migrate.Conflict) {
		if !c.Gone {
			tell(c)
		}
	}
	found, err := compareStores(ctx, f, m, s)
	if err != nil {
		return nil, err
	}
	return migrated(migrate.Counts{Created: found.Missing, Same: found.Same, Conflicts: found.Different, Skipped: s.Skipped, Leases: s.Leases()}), nil
}

// verifyMigration tells how v3 compares with v2.
func verifyMigration(ctx context.Context, f *eval.Frame, m *migrate.Migration, s *migrate.Source) (any, error) {
	found, err := compareStores(ctx, f, m, s)
	if err != nil {
		return nil, err
	}
	counts := render.Map{
		{Key: render.Keyword("same"), Value: found.Same},
		{Key: render.Keyword("different"), Value: found.Different},
		{Key: render.Keyword("missing"), Value: found.Missing},
		{Key: render.Keyword("extra"), Value: found.Extra},
	}
	if found.Different+found.Missing == 0 {
		return counts, nil
	}
	return withError(counts, &migrationUnequal{found.Different, found.Missing}), nil
}

// compareStores compares with a bar.
func compareStores(ctx context.Context, f *eval.Frame, m *migrate.Migration, s *migrate.Source) (migrate.Comparison, error) {
	progress := f.Progress("comparing", len(s.Items))
	defer progress.Done()
	m.Progress = progress.Add
	return m.Verify(ctx, s)
}

// migrated gives the counts of a migration, and an error behind them where keys were in
// the way.
func migrated(n migrate.Counts) any {
	counts := countsOf(n)
	if n.Conflicts == 0 {
		return counts
	}
	return withError(counts, &migrationConflicts{n.Conflicts})
}

func countsOf(n migrate.Counts) render.Map {
	return render.Map{
		{Key: render.Keyword("created"), Value: n.Created},
		{Key: render.Keyword("same"), Value: n.Same},
		{Key: render.Keyword("conflicts"), Value: n.Conflicts},
		{Key: render.Keyword("leases"), Value: n.Leases},
		{Key: render.Keyword("skipped"), Value: n.Skipped},
	}
}

// withError is a result with an error behind it.
func withError(v any, err error) eval.Results {
	return func(yield func(any, error) bool) {
		if yield(v, nil) {
			yield(nil, err)
		}
	}
}

// tellConflict gives what tells of keys that are not as v2 has them.
func tellConflict(f *eval.Frame) func(migrate.Conflict) {
	return func(c migrate.Conflict) {
		key, what := c.Key, fmt.Sprintf("holds %s there, and something else in v2", lang.Shorten(render.Escape(c.There)))
		switch {
		case c.Err != nil:
			key, what = cmp.Or(c.Source, c.Key), "cannot be written to v3: "+c.Err.Error()
		case c.Deleted:
			what = fmt.Sprintf("holds %s there, which no migration put, and is in v2 no longer", lang.Shorten(render.Escape(c.There)))
		case c.Life != "":
			what = "holds the same value there, but " + c.Life + "; migrate --follow gives it v2's ttl if a migration put it"
		case c.Gone:
			what = "is not there"
		}
		f.Warn(shownKey(key) + " " + what)
	}
}

// shownKey is a key in a message, as one types it.
func shownKey(key string) string { return scan.QuotedIfNeeded(render.Escape(key)) }

// shownKeys is how many keys a message names.
const shownKeys = 5

// someKeys names keys, and counts those above a few.
func someKeys(keys []string) string {
	var b strings.Builder
	for i, key := range keys[:min(len(keys), shownKeys)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(shownKey(key))
	}
	if more := len(keys) - shownKeys; more > 0 {
		fmt.Fprintf(&b, ", and %d more", more)
	}
	return b.String()
}
