package assist

import (
	"context"
	"maps"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// Complete tells what the word that ends at pos, counted in bytes, can become.
// Keys are asked of the server, for as long as ctx lasts and then of what is
// known already; nothing else leaves the session.
func (s *Assistant) Complete(ctx context.Context, line string, pos int) Completion {
	line = line[:min(max(pos, 0), len(line))]
	c := completer{line: line}
	if len(line) > maxAssisted || !c.read(s.Commands()) {
		return Completion{From: len(line)}
	}
	if c.role == roleArg && c.arg.Kind == lang.KeyArg && !c.dashed() && !c.variable() {
		return s.completeKey(ctx, line, c.Piece)
	}
	if c.role == roleOptionMap {
		return c.optionMap()
	}
	if c.variable() {
		return c.pick(candidates(&s.Scope))
	}
	if c.Open != 0 || !c.Plain() {
		return Completion{From: c.Start}
	}
	named := c.names(s)
	if named.From == len(line) && strings.HasPrefix(named.Common, "-") {
		named.Common = "" // dashes that nobody began to type help nobody
	}
	return named
}

// completer is the place of the cursor in a line.
type completer struct {
	line  string
	try   bool
	given map[string]string // the options before the cursor
	site                    // the word at the cursor, which may be empty
}

// read finds the cursor's place; false where there is nothing to complete.
func (c *completer) read(commands *lang.Table) bool {
	o := &outline{commands: commands, Pieces: scan.TakeApart(c.line)}
	before, cursor := o.All, scan.Piece{Word: scan.Word{Start: len(c.line), End: len(c.line)}}
	if n := len(before); n > 0 {
		last := before[n-1]
		if o.End != scan.InBlank || last.Open != 0 && !last.Closed {
			before, cursor = before[:n-1], last
		}
	}
	if o.End == scan.InComment || cursor.Closed {
		return false
	}
	for _, p := range before {
		o.take(p)
	}
	if o.call != nil {
		c.given = maps.Clone(o.call.options)
	}
	o.take(cursor)
	c.site, c.try = o.sites[len(o.sites)-1], o.try
	return true
}

// dashed reports whether an option is being typed, where there may be one.
func (c *completer) dashed() bool {
	return c.Open == 0 && c.Plain() && strings.HasPrefix(c.Text, "-") && c.draft != nil && !c.draft.literal
}

// variable reports whether a $NAME is being typed.
func (c *completer) variable() bool {
	return c.Open == 0 && c.Plain() && strings.HasPrefix(c.Text, "$") && !strings.Contains(c.Text, "/")
}

// names completes what is one of a list of names.
func (c *completer) names(s *Assistant) Completion {
	switch {
	case c.role == roleCommand, c.role == roleData && c.draft != nil && c.draft.command == nil:
		return c.pick(commandCandidates(s.Commands()))
	case c.role == roleFunction:
		return c.pick(functionCandidates(-1))
	case c.role == roleOption, c.role == roleArg && c.dashed():
		return c.pick(c.options())
	case c.role == roleFunctionArg:
		return c.pick(c.functionArg())
	case c.role == roleArg && c.draft.namesCommand(c.arg):
		return c.pick(append(commandCandidates(s.Commands()), functionCandidates(-1)...))
	case c.role == roleArg && c.draft.namesSetting(c.arg):
		return c.pick(settingCandidates(s.Session))
	case c.role == roleArg && c.draft.command.Name == "config":
		return c.pick(settingValues(c.draft.args[0].Text))
	case c.role == roleExtra && c.draft.command != nil:
		list := c.options()
		if c.try {
			list = append(list, word("catch", "what to do when the command fails"))
		}
		return c.pick(list)
	}
	return Completion{From: c.Start}
}

// pick gives the candidates that begin as typed.
func (c *completer) pick(list []Candidate) Completion {
	list = slices.DeleteFunc(list, func(o Candidate) bool { return !strings.HasPrefix(o.Text, c.Text) })
	slices.SortFunc(list, func(a, b Candidate) int { return strings.Compare(a.Text, b.Text) })
	list = slices.CompactFunc(list, func(a, b Candidate) bool { return a.Text == b.Text })
	done := Completion{From: c.Start, Candidates: list, Total: len(list)}
	if n := len(list); n > 0 {
		done.Common = commonPrefix(list[0].Text, list[n-1].Text)
	}
	return done
}

func word(text, description string) Candidate {
	return Candidate{Text: text, Label: text, Description: description, Closed: true}
}

func commandCandidates(commands *lang.Table) []Candidate {
	var list []Candidate
	for _, c := range commands.All() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			list = append(list, word(name, c.Doc))
		}
	}
	return list
}

// functionCandidates gives the functions that do with so many arguments; -1
// gives all.
func functionCandidates(args int) []Candidate {
	var list []Candidate
	for _, f := range function.Functions() {
		if args < 0 || f.Min <= args {
			list = append(list, word(f.Name, strings.TrimPrefix(f.Args+": ", ": ")+f.Doc))
		}
	}
	return list
}

// functionArg gives what may stand among the arguments of a function.
func (c *completer) functionArg() []Candidate {
	f := c.draft.function
	if f == nil || f.Group == function.GroupPrograms {
		return nil
	}
	list := c.options()
	if f.Name == "comp" {
		list = append(list, functionCandidates(0)...)
	}
	if c.draft.given > f.Min { // the word at the cursor is counted
		list = append(list, word("->", "another function, applied to the result"))
	}
	return list
}

// options gives the options that were not given yet.
func (c *completer) options() []Candidate {
	var list []Candidate
	for _, o := range c.draft.free(c.given) {
		list = append(list, word("--"+o.Name, o.Doc))
		if o.Short != "" && c.Text == "-"+o.Short {
			return []Candidate{word(c.Text, o.Doc)}
		}
	}
	return list
}

// free gives the options that may still be given.
func (d *draft) free(given map[string]string) []lang.Option {
	if d.literal {
		return nil
	}
	inFile := slices.ContainsFunc(d.missing(), func(a lang.Arg) bool { return a.File })
	return slices.DeleteFunc(slices.Clone(d.command.Options), func(o lang.Option) bool {
		_, twice := given[o.Name]
		return twice || o.Name == "file" && !inFile
	})
}

// optionMap completes {:recursive? true}.
func (c *completer) optionMap() Completion {
	before, at := c.Elems, len(c.line)
	if n := len(before); n > 0 && before[n-1].End == at {
		c.Word, before = before[n-1], before[:n-1]
	} else {
		c.Word = scan.Word{Start: at, End: at}
	}
	if !c.Plain() {
		return Completion{From: c.Start}
	}
	if len(before)%2 == 1 {
		if o, ok := c.draft.keyword(before[len(before)-1]); ok && o.Kind == lang.Flag {
			return c.pick([]Candidate{word("true", ""), word("false", "")})
		}
		return Completion{From: c.Start}
	}
	for i := 0; i < len(before); i += 2 {
		if o, ok := c.draft.keyword(before[i]); ok {
			c.given[o.Name] = ""
		}
	}
	var list []Candidate
	for _, o := range c.draft.free(c.given) {
		name := ":" + o.Name
		if o.Kind == lang.Flag {
			name += "?"
		}
		list = append(list, word(name, o.Doc))
	}
	return c.pick(list)
}

func settingCandidates(s *eval.Session) []Candidate {
	var list []Candidate
	for _, o := range eval.AllSettings() {
		list = append(list, word(o.Name, "now "+render.Cut(o.Get(s), 40)))
	}
	return list
}

// settingValues gives the values of a setting, where they are few.
func settingValues(name string) []Candidate {
	values := map[string][]string{
		"confirm":   {"always", "many", "never"},
		"edit-mode": {"emacs", "vi"},
		"meta":      {"off", "on"},
		"output":    {"edn", "json", "simple"},
		"pager":     {"off"},
	}
	var list []Candidate
	for _, value := range values[name] {
		list = append(list, word(value, ""))
	}
	return list
}

// candidates are the variables that there are, for completion.
func candidates(c *lang.Scope) []Candidate {
	list := []Candidate{word("$_", "the last result")}
	for name, v := range c.Names {
		text, err := lang.EdnText(v)
		if err != nil {
			continue
		}
		list = append(list, word("$"+name, render.Cut(text, 40)))
	}
	return list
}
