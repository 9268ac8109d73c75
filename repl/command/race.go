package command

import (
	"context"
	"errors"
	"strings"
	"time"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var raceCommand = eval.Entry{Run: runRace, Command: &lang.Command{
	Name: "race", Group: lang.GroupTeaching, Alone: true,
	Args: []lang.Arg{{Name: "N|NAME", Kind: lang.NameArg}, {Name: "SCRIPT [NAME SCRIPT]…", Kind: lang.CommandsArg, Several: true}},
	Options: []lang.Option{
		{Name: "setup", Kind: lang.String, Value: "CMD", Doc: "commands that run before each order"},
		{Name: "check", Kind: lang.String, Value: "CMD", Doc: "commands that run after each order; the last result tells the outcomes apart"},
		{Name: "order", Kind: lang.String, Value: "'a b a b'", Doc: "play this order alone, and tell each step: the name of who takes it"},
		{Name: "max", Kind: lang.Uint, Value: "M", Doc: "play no more orders than that, a random sample of them; 200 if not given"},
		{Name: "free", Doc: "hold nothing: all clients run at once, one time"},
	},
	Doc: "run scripts as clients of their own, and play every order in which their requests can come", Returns: "how many orders gave each outcome, with what went wrong in them, and one such order; of a single order its steps and the results of each client too",
	More: "A SCRIPT in quotes is commands, one a line; without quotes it is the path of a file. N clients run one SCRIPT, and are called a, b, c and so on, up to 26, or 1000 with --free; or each SCRIPT has a NAME before it. " +
		"Each client has variables of its own beside those of the shell, and sees nothing of the others. One request is let go at a time, and the next one only when each client has come to its next request or to its end. " +
		"log, sandbox and sleep are a step each, too, whatever they send; a request about no key, as at makes for the members, is none. A client ends with its first error, which is its last result.\n\n" +
		"Each order begins with --setup and ends with --check, which are neither held nor counted. " +
		"The notes of an outcome are: lost-update, a write replaced what its client, which had read the key, never saw; aba, the same by a write that compares values; " +
		"back-in-time, a read is older than what its client saw before; stale, a read is older than a write that was acknowledged before it; " +
		"refused, a compare failed or the key was there; unknown, nobody knows whether a write happened.\n\n" +
		"What waits for others, or runs beside the requests, cannot be held and is a usage error: watch, exec-watch, await, lock, elect, --wait, --jobs, &, programs, connect, race and what wants a person.",
	Example: []lang.Example{{
		Line:   `race 2 'swap! counter inc' --setup 'reset! counter 0' --check 'get counter'`,
		Result: `{:orders 6, :complete true, :requests 32, :outcomes [{:check "2", :count 6, :notes {:refused 4}, :order "a a b b"}]}`,
	}},
}}

func runRace(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if f.Loses() {
		return nil, c.Usage(errors.New("lose loses no write of a race, whose clients are not the shell's; put lose into a SCRIPT"))
	}
	t, err := newContest(ctx, f, c)
	if err != nil {
		return nil, err
	}
	if yes, err := mayRace(ctx, f); err != nil || !yes {
		return render.Nothing{}, err
	}
	f.NameMembers(ctx)
	begin := time.Now()
	defer f.Forget()
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	f.Note(t.summary(time.Since(begin)))
	data := t.data()
	return eval.Printed{Value: data, As: render.Pictured{Value: data, Parts: t.picture()}}, nil
}

// mayRace names a cluster first that is not the program's own, and asks when there is
// a person to ask.
func mayRace(ctx context.Context, f *eval.Frame) (bool, error) {
	if f.InSandbox() {
		return true, nil
	}
	where := render.Escape(strings.Join(f.Client().Endpoints(), ", "))
	if f.Console().Confirm == nil || f.Settings().Confirm == eval.ConfirmNever {
		f.Warn("the race runs at " + where)
		return true, nil
	}
	return answered(ctx, f, "The race runs at "+where+", and again for each order. Go on?", "nothing was sent")
}
