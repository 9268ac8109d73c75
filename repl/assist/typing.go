package assist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// TypingHint tells what may follow on a line that is being typed, or "": the
// rest of the arguments, and once they are complete the options. A hint that
// begins with "! " is a warning: the command would surprise. It asks nobody,
// is fit for a terminal, and begins with no blank, whatever the line ends in.
func (s *Assistant) TypingHint(line string) string {
	if len(line) > maxAssisted {
		return ""
	}
	o := outlineOf(s.Commands(), line)
	hint := s.warning(o)
	if hint == "" {
		hint = strings.Join(o.rest(), " ")
	}
	return render.Escape(hint)
}

// rest tells what may follow.
func (o *outline) rest() []string {
	if o.Opened >= 0 || o.End == scan.InComment || o.typingUnknown() {
		return nil
	}
	switch o.mode {
	case modeSelector:
		return []string{"SELECTOR", "HANDLER"}
	case modeHandler:
		return []string{"HANDLER"}
	case modeCall:
		if o.call.command == nil {
			return nil
		}
		rest := o.call.rest()
		if o.try && o.call.whole() {
			rest = append(rest, "catch SELECTOR HANDLER")
		}
		return rest
	}
	return nil
}

// typingUnknown reports whether the word at the end means nothing, perhaps
// because it is not whole yet.
func (o *outline) typingUnknown() bool {
	return len(o.sites) > 0 && !o.sites[len(o.sites)-1].known && o.End != scan.InBlank
}

// rest gives the arguments and the options that are not given yet.
func (d *draft) rest() []string {
	var rest []string
	if d.pending != nil {
		rest = append(rest, d.pending.Value)
	}
	before := false // the options come before the last argument
	switch {
	case d.naming:
		rest = append(rest, "F")
	case d.applying && d.function == nil:
		return nil
	case d.applying:
		rest = append(rest, restOf(d.function, d.given)...)
		if d.whole() {
			rest = append(rest, "[-> F…]")
		}
	default:
		for _, a := range d.missing() {
			name := a.Name
			if a.Optional {
				name = "[" + name + "]"
			}
			rest = append(rest, name)
			before = a.Kind >= lang.CommandArg
		}
	}
	at := len(rest)
	if before {
		at--
	}
	return slices.Insert(rest, at, d.restOptions()...)
}

// rest gives the arguments that follow so many.
func restOf(f *function.Function, given int) []string {
	args := strings.Fields(f.Args)
	if given < len(args) {
		return args[given:]
	}
	if f.Max < 0 {
		return []string{"[" + args[len(args)-1] + "]"}
	}
	return nil
}

// restOptions gives the options that may be given: all of them once the
// arguments are there, else those that must be and one more.
func (d *draft) restOptions() []string {
	if d.program() {
		return nil
	}
	var rest, optional []string
	for _, o := range d.free(d.options) {
		switch {
		case o.Required:
			rest = append(rest, o.Usage())
		case o.Name != "file": // it stands for an argument, which is hinted at itself
			optional = append(optional, "["+o.Usage()+"]")
		}
	}
	if !d.whole() && len(optional) > 1 {
		optional = append(optional[:1], "…")
	}
	return append(rest, optional...)
}

// warning tells why the line would surprise, or "".
func (s *Assistant) warning(o *outline) string {
	if word, ok := o.swallowed(); ok {
		return fmt.Sprintf("! %s begins a comment; quote '%s' to mean the text", word, word)
	}
	for _, d := range o.drafts {
		switch {
		case d.command == nil:
		case d.comparesWithZero():
			return "! index 0 would be no condition to etcd, and is refused"
		case d.whole() && (d != o.call || !o.typingUnknown()):
			if text := s.surprise(o.Text, d); text != "" {
				return text
			}
		}
	}
	return ""
}

func (d *draft) comparesWithZero() bool {
	zero := func(text string) bool {
		n, err := strconv.ParseUint(text, 10, 64)
		return err == nil && n == 0
	}
	for i, p := range d.args {
		if p.Open == 0 && d.command.Args[i].Kind == lang.IndexArg && zero(p.Text) {
			return true
		}
	}
	return zero(d.options["prev-index"])
}

// surprise tells what a command would do to the key that it is about, as far
// as the key was seen.
func (s *Assistant) surprise(line string, d *draft) string {
	f, ok := s.factAbout(line, d)
	if !ok {
		return ""
	}
	switch d.command.Name {
	case "delete!":
		if f.Dir && !d.has("recursive") && !d.has("dir") {
			return "! a directory: delete! wants --recursive"
		}
	case "reset!", "update!", "cas!", "cas-index!", "swap!":
		if ttl := f.TTL(); ttl > 0 && !f.Dir && !d.has("ttl") && d.options["prev-exist"] != "false" {
			return fmt.Sprintf("! drops the ttl of %d s", ttl)
		}
	}
	return ""
}

// factAbout gives what is known of the key that a command begins with.
func (s *Assistant) factAbout(line string, d *draft) (known.Fact, bool) {
	if len(d.args) == 0 || d.command.Args[0].Kind != lang.KeyArg || d.has("root-key") {
		return known.Fact{}, false
	}
	p := d.args[0]
	ts, _, err := scan.Tokens(scan.Scan(line[p.Start:p.End]).Words)
	if err != nil || len(ts) != 1 {
		return known.Fact{}, false
	}
	path, err := lang.ParseKey(ts[0])
	if err != nil {
		return known.Fact{}, false
	}
	key, err := path.From(s.Dir)
	if err != nil {
		return known.Fact{}, false
	}
	return s.known.Find(key)
}
