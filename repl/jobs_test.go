package repl_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"etcd2sh/client"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/repl"
	"etcd2sh/repl/command"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang/script"
	"etcd2sh/repl/repltest"

	"pgregory.net/rapid"
)

// scriptLine is a drawn line of a script, and the key it is about; "" for one
// that is not about one key.
type scriptLine struct{ text, key string }

// drawnKeys lie side by side, above and below each other.
func drawnKeys() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"a", "b", "a/x", "a/y", "a/x/p", "q"})
}

// aboutKey are the commands about one key, K, which is typed as often as it
// stands here. What they print is the same in every order of the other keys'
// commands, once the indexes are masked.
var aboutKey = []string{
	"get K", "get* K --sorted", "get* K --recursive --sorted", "get K | 0 :x", "get K | jq '.'",
	"get K | jq '1, 2, 3' | jq 'if . == 2 then error(\"no\") else . end'",
	"reset! K 1", "reset! K text", "reset! K 1 --prev-exist", "reset! K 2 --prev-value 1", "reset! K 2 --prev-index 3",
	"cas! K 1 2", "cas! K text 1", `cas! K "" 1`, "cas-index! K 7 3", "cas-index! K $i 3",
	"swap! K inc", "swap! K inc", "swap! K str y", "swap! K + 10 -> str '' --default 5", "swap! K str $x",
	"delete! K", "delete! K --recursive", "delete! K --dir", "delete! K --prev-value 1",
	"mkdir! K", "create! K 1", "create!* K 2 | :node :value", "mk K 1", "ls K", "delete-all! K",
	"try get* K --sorted catch [:errorCode 100] reset! K 0", "try swap! K inc catch _ :no", "repeat 3 swap! K inc",
	`expect "1" get K`, "get* K extra", "reset! K", "reset! K #1", "reset! K $none", "\"get\" \\\n  K # over two lines",
}

// aboutMore are the commands that are about no key, or several.
var aboutMore = []string{
	"get nil --recursive", "get* nil --recursive --sorted", "def i get* K | :node :modifiedIndex", "def x get K", "echo $x K", "reset! K $_", "swap! K str $_",
	"try get* K --sorted catch _ reset! L 7", "try swap! K inc catch [:type :function] delete! L", "cp K L", "get K L", "delete! L K", "delete! K L -r", "ls K L", "echo one", "cd a", "cd nil", "pwd",
	"bogus", "# K", "", "get K | ! cat", "try get K | ! cat catch _ :no",
}

func drawnLines() *rapid.Generator[scriptLine] {
	return rapid.Custom(drawLine)
}

func drawLine(t *rapid.T) scriptLine {
	key := drawnKeys().Draw(t, "K")
	if rapid.IntRange(0, 9).Draw(t, "kind") < 2 {
		text, other := rapid.SampledFrom(aboutMore).Draw(t, "command"), drawnKeys().Draw(t, "L")
		l := scriptLine{text: strings.NewReplacer("K", "/"+key, "L", "/"+other).Replace(text)}
		if strings.Contains(text, "L") && key == other {
			l.key = "/" + key
		}
		return l
	}
	return scriptLine{strings.ReplaceAll(rapid.SampledFrom(aboutKey).Draw(t, "command"), "K", "/"+key), "/" + key}
}

// ran is what a script printed, results and errors, and left behind.
type ran struct {
	printed, store string
	err            error
}

// runScript runs a script on a server that it empties first.
func runScript(t *rapid.T, endpoint, text string, jobs int, keepGoing bool) ran {
	s, err := eval.NewSession(command.Table(), client.Config{Endpoints: []string{endpoint}, Timeout: repltest.LongEnough}, eval.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Eval(t.Context(), "delete-all! nil"); err != nil {
		t.Fatal(err)
	}
	var both repltest.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &both}, Err: repl.Stream{Writer: &both}, Jobs: jobs, KeepGoing: keepGoing}
	err = sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(text)}})
	return ran{withoutIndexes(both.String()), storeOf(t, s), err}
}

var masks = []struct{ pattern, by string }{
	{`([iI]ndex) \d+`, `$1 _`},
	{`\d{20}`, `_`},
	{`\[\d+ != \d+\]`, `[_ != _]`},
	// Of a missing key etcd names the first part that is missing, and that is
	// another when a neighbour has made the directory.
	{`(:errorCode 100, .*):cause "[^"]*"`, `$1:cause _`},
}

func withoutIndexes(text string) string {
	for _, m := range masks {
		text = regexp.MustCompile(m.pattern).ReplaceAllString(text, m.by)
	}
	return text
}

// storeOf lists all that is in a store.
func storeOf(t *rapid.T, s *eval.Session) string {
	v, err := s.Eval(t.Context(), "get* nil --recursive --sorted --quorum")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var list func(n *client.Node)
	list = func(n *client.Node) {
		switch {
		case n.Value != nil:
			fmt.Fprintln(&b, *n.Key, *n.Value, *n.ModifiedIndex == *n.CreatedIndex)
		case n.Key != nil:
			fmt.Fprintln(&b, *n.Key+"/")
		}
		for _, child := range n.Nodes {
			list(child)
		}
	}
	list(v.(*client.Listing).Response().Node)
	return withoutIndexes(b.String())
}

func joinLines(lines []scriptLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

// drawnJobs are fewer and more than the commands of a script.
func drawnJobs() *rapid.Generator[int] { return rapid.SampledFrom([]int{2, 3, 64}) }

// TestJobs holds that a script with many commands in flight prints and leaves
// what it does one after another.
func TestJobs(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	rapid.Check(t, func(t *rapid.T) {
		script := joinLines(rapid.SliceOfN(drawnLines(), 1, 30).Draw(t, "script"))
		many := drawnJobs().Draw(t, "jobs")
		want, got := runScript(t, endpoint, script, 1, true), runScript(t, endpoint, script, many, true)
		if got.printed != want.printed {
			t.Errorf("%s\nprints, one at a time and many at once:\n%s", script, repltest.Diff(want.printed, got.printed))
		}
		if got.store != want.store {
			t.Errorf("%s\nleaves, one at a time and many at once:\n%s", script, repltest.Diff(want.store, got.store))
		}
		if eval.Status(got.err) != eval.Status(want.err) {
			t.Errorf("%s\nends with %v, one at a time with %v", script, got.err, want.err)
		}
	})
}

// also is what the error of a script tells about later commands.
var also = regexp.MustCompile(`, :also-[a-z]+ \([\d ]*\)`)

// TestJobsUntilError holds the same of a script that ends at its first error,
// up to that error; of what comes later the error tells what was done, and
// nothing that had to wait for the failed command was sent.
func TestJobsUntilError(t *testing.T) {
	repltest.Parallel(t)
	endpoint, _ := sandboxtest.Server(t)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(drawnLines(), 1, 30).Draw(t, "script")
		script := joinLines(lines)
		many := drawnJobs().Draw(t, "jobs")
		want, got := runScript(t, endpoint, script, 1, false), runScript(t, endpoint, script, many, false)
		if printed := also.ReplaceAllString(got.printed, ""); printed != want.printed {
			t.Errorf("%s\nprints, one at a time and many at once:\n%s", script, repltest.Diff(want.printed, got.printed))
		}
		var jobs *repl.JobsError
		if !errors.As(got.err, &jobs) {
			if got.store != want.store {
				t.Errorf("%s\nleaves, one at a time and many at once:\n%s", script, repltest.Diff(want.store, got.store))
			}
			return
		}
		prefix, failed, later := splitScript(t, lines, got.printed)
		for _, l := range sentLater(later, jobs.Done, jobs.Failed, jobs.Unknown) {
			if l.key == "" || isSameOrAbove(l.key, failed.key) || isSameOrAbove(failed.key, l.key) {
				t.Errorf("%s\n%q was sent, which comes after %q", script, l.text, failed.text)
			}
		}
		// A command about several keys may have done a part before it failed.
		replay := append(append(prefix, failed), sentLater(later, jobs.Done, jobs.Failed)...)
		if want := runScript(t, endpoint, joinLines(replay), 1, true); got.store != want.store {
			t.Errorf("%s\nleaves, by what it says and in truth:\n%s", script, repltest.Diff(want.store, got.store))
		}
	})
}

// numbered is a line of a script and its number.
type numbered struct {
	scriptLine
	number int
}

// splitScript finds the line whose error ended a script, as printed.
func splitScript(t *rapid.T, lines []scriptLine, printed string) (before []scriptLine, failed scriptLine, after []numbered) {
	var at int
	// What a program printed last may not have ended its line.
	places := regexp.MustCompile(`; x:(\d+): `).FindAllStringSubmatch(printed, -1)
	if len(places) != 1 {
		t.Fatalf("got %q, want one error", printed)
	}
	fmt.Sscan(places[0][1], &at)
	number := 1
	for _, l := range lines {
		switch {
		case number < at:
			before = append(before, l)
		case number == at:
			failed = l
		default:
			after = append(after, numbered{l, number})
		}
		number += 1 + strings.Count(l.text, "\n")
	}
	return before, failed, after
}

// sentLater gives the lines of these numbers.
func sentLater(lines []numbered, numbers ...[]int) (sent []scriptLine) {
	for _, l := range lines {
		if slices.Contains(slices.Concat(numbers...), l.number) {
			sent = append(sent, l.scriptLine)
		}
	}
	return sent
}

func isSameOrAbove(above, key string) bool { return strings.HasPrefix(key+"/", above+"/") }

// TestJobsPrograms has programs write to the terminal themselves: each has it to
// itself, also one of a command within another.
func TestJobsPrograms(t *testing.T) {
	repltest.Parallel(t)
	s, _ := repltest.Wired(t)
	var out repltest.Buffer
	sh := &repl.Shell{Session: s, Out: repl.Stream{Writer: &out, Terminal: true}, Err: repl.Stream{Writer: &out}, Jobs: 4}
	text := "try get a | ! sh -c 'sleep 0.2; echo first' catch _ :no\ntry get b | ! echo second catch _ :no\n"
	if err := sh.Script(t.Context(), []script.Source{{Name: "x", Reader: strings.NewReader(text)}}); err != nil {
		t.Error(err)
	}
	if got := out.String(); got != "first\nsecond\n" {
		t.Errorf("got %q, want the programs one after the other", got)
	}
}
