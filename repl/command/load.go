package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"etcd2sh/client/tree"
	"etcd2sh/render"
	"etcd2sh/repl/dump"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/file"
	"etcd2sh/repl/lang"
)

var loadCommand = eval.Entry{Run: load, Command: &lang.Command{
	Name: "load", Group: lang.GroupMoving, Alone: true, Args: []lang.Arg{{Name: "FILE", Kind: lang.FileArg, Optional: true}},
	Options: eval.WithCommon(
		lang.Option{Name: "into", Kind: lang.KeyOption, Value: "K", Doc: "put the tree at K instead of the key that it was dumped from"},
		lang.Option{Name: "only-missing", Doc: "leave alone what is there already, whatever it holds"},
		lang.Option{Name: "overwrite", Doc: "replace the values that are there already"},
		lang.Option{Name: "dry-run", Doc: "read, and tell what would be written: each record for itself, as the store is now"},
		lang.Option{Name: "jobs", Short: "j", Kind: lang.Uint, Value: "N", Doc: "how many requests are in flight at once; 8 if not given"}),
	Doc:     "write what dump wrote out, from a file or, if FILE is missing or -, from standard input",
	Returns: "how many keys were written and how many skipped",
	More: "Without --only-missing or --overwrite a key is only ever created: one that is there already with the same value is skipped and keeps its ttl, " +
		"one with another value, or a directory in the place of a file, is not touched and counts as failed. The write itself carries that condition. " +
		"So a load that was stopped can be run again, and goes on.\n\n" +
		"All keys are tried; if some fail, the error counts them and names the first. " +
		"A lost server, an interrupt, an unknown outcome and a record that cannot be read end the load at once: nothing after them is sent, and the error tells how far it got.\n\n" +
		"Ttls count from the load on. A directory that is there already keeps its own ttl, and what is loaded into it goes when it goes. " +
		"A directory that the file names is not made anew, without a ttl, when it expired during the load: " +
		"its keys are not written and count as :expired if that ttl was the file's, and as failed if it was the store's.\n\n" +
		"Keys in order (see create!) keep their names. Where these are ahead of the store's index, as in a new store, a remark says that new keys would come before them.\n\n" +
		"The form is found out by how the file begins. Of commands, only those that dump writes are read; source runs any script. " +
		"A file without the first line of a dump is one of the root. " +
		"Of other JSON, what etcd answers is read, as curl -s URL/v2/keys/?recursive=true prints it, and an object of names and values, where objects and null are directories. " +
		"An answer that was not asked for recursively names directories without what is in them. " +
		"A dump of commands whose line ends an editor turned into CR LF is refused at the first value that has one: what it was cannot be told.",
	Example: []lang.Example{
		{Before: []string{`reset! cats/mittens "black n white"`, `dump cats --file backup.etcd2`}, Line: `load backup.etcd2 --into dogs`, Result: `{:written 1, :skipped 0, :failed 0}`},
		{Before: []string{`reset! :atom "hi"`, `dump --file backup.etcd2`}, Line: `load backup.etcd2`, Result: `{:written 0, :skipped 1, :failed 0}`},
	},
}}

func load(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	l, err := newLoader(f, c)
	if err != nil {
		return nil, c.Usage(err)
	}
	path := "-"
	if c.Has(0) {
		path = c.String(0)
	}
	in, size, err := openDump(ctx, f, path)
	if errors.Is(err, file.ErrDirectory) {
		err = fmt.Errorf("%w; load reads a file that dump wrote", err)
	}
	if err != nil {
		return nil, c.Usage(err)
	}
	defer in.Close()
	name := path
	if path == "-" {
		name = "stdin"
	}
	progress := f.Progress(f.Bulk("loading, bytes"), size)
	defer progress.Done()
	records, err := dump.NewReader(ctx, f.Commands(), name, in)
	if err != nil {
		return nil, err
	}
	counts, err := l.Load(ctx, records, progress)
	f.Forget()
	warnOfOrder(f, counts.Latest)
	if failed := (*dump.LoadError)(nil); errors.As(err, &failed) {
		failed.Err = dumpUsage(c, failed.Err)
	}
	if err != nil {
		return nil, err
	}
	return counts.Entries(), nil
}

// warnOfOrder tells that new keys in order will not come after those that were
// loaded, of which this is the latest; or "".
func warnOfOrder(f *eval.Frame, latest string) {
	if latest == "" {
		return
	}
	if n, err := strconv.ParseUint(tree.Name(latest), 10, 64); err == nil && n > f.Client().LastIndex() {
		f.Tell(fmt.Sprintf("%s is ahead of the store's index, %d: until that has passed %d, create! gives lower numbers, so what is put into a queue now is taken before what was loaded, and fails with 105 where the number is taken",
			render.Escape(latest), f.Client().LastIndex(), n))
	}
}

// newLoader makes the loader that the options ask for.
func newLoader(f *eval.Frame, c lang.Call) (*dump.Loader, error) {
	l := &dump.Loader{
		Client: f.Client(), Options: c.Common(), Jobs: tree.InFlight,
		OnlyMissing: c.Flag("only-missing"), Overwrite: c.Flag("overwrite"), DryRun: c.Flag("dry-run"),
	}
	if l.OnlyMissing && l.Overwrite {
		return nil, errors.New("--only-missing and --overwrite contradict each other")
	}
	if n := c.OptionUint("jobs"); n != nil {
		if *n == 0 || *n > lang.MaxJobs {
			return nil, fmt.Errorf("--jobs wants a number from 1 to %d", lang.MaxJobs)
		}
		l.Jobs = int(*n)
		f.WarnOfJobs(l.Jobs)
	}
	into, given, err := c.OptionKey(f.Dir(), "into")
	if given {
		l.Into = &into
	}
	return l, err
}

// dumpUsage makes a usage error of a file that is no dump; any other error
// stays as it is.
func dumpUsage(c lang.Call, err error) error {
	if errors.As(err, new(*dump.SyntaxError)) {
		return c.Usage(err)
	}
	return err
}

// openDump opens what a load reads, and gives its size in bytes; -1 when that
// is not known.
func openDump(ctx context.Context, f *eval.Frame, path string) (io.ReadCloser, int, error) {
	in, err := f.Open(ctx, "load", path)
	if err != nil {
		return nil, 0, err
	}
	regular, ok := in.(*os.File)
	if !ok {
		return in, -1, nil
	}
	at, err := regular.Stat()
	switch {
	case err != nil:
		return nil, 0, errors.Join(err, in.Close())
	case !at.Mode().IsRegular():
		return in, -1, nil
	}
	return in, int(at.Size()), nil
}
