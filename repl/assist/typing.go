package assist

import (
	"fmt"
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/lang"
)

// TypingHint tells what may follow on a line that is being typed, or "": the
// rest of the arguments, and once they are complete the options. A hint that
// begins with "! " is a warning: the command would surprise. It asks nobody,
// is fit for a terminal, and begins with no blank, whatever the line ends in.
func (s *Assistant) TypingHint(line string) string {
	if len(line) > MaxAssisted {
		return ""
	}
	l := s.read(line)
	if text := s.warning(l); text != "" {
		return render.Escape("! " + text)
	}
	return render.Escape(strings.Join(l.rest(), " "))
}

// rest tells what may follow.
func (l *line) rest() []string {
	if l.Open >= 0 || l.Comment || l.typingUnknown() {
		return nil
	}
	switch l.Expects {
	case lang.ExpectsSelector:
		return []string{"SELECTOR", "HANDLER"}
	case lang.ExpectsHandler:
		return []string{"HANDLER"}
	case lang.ExpectsArgument:
		if l.Draft.Command == nil {
			return nil
		}
		rest := restOf(l.Draft)
		if l.InTry && l.Draft.Whole() {
			rest = append(rest, "catch SELECTOR HANDLER")
		}
		return rest
	}
	return nil
}

// restOf gives the arguments and the options that a command does not have yet.
func restOf(d *lang.Draft) []string {
	var rest []string
	if d.Pending != nil {
		rest = append(rest, d.Pending.Value)
	}
	before := false // the options come before the last argument
	switch a := d.Applying; {
	case a == nil:
		for _, arg := range d.Missing() {
			rest = append(rest, arg.Usage())
			before = arg.Kind.EndsOptions()
		}
	case a.Naming:
		rest = append(rest, "F")
	case a.Function == nil:
		return nil
	default:
		rest = append(rest, restOfFunction(a)...)
		if d.Whole() {
			rest = append(rest, "[-> F…]")
		}
	}
	at := len(rest)
	if before {
		at--
	}
	return slices.Insert(rest, at, restOptions(d)...)
}

// restOfFunction gives the arguments that a function does not have yet.
func restOfFunction(a *lang.Applying) []string {
	args := strings.Fields(a.Function.Args)
	if a.Given < len(args) {
		return args[a.Given:]
	}
	if a.Function.Max < 0 {
		return []string{"[" + args[len(args)-1] + "]"}
	}
	return nil
}

// restOptions gives the options that may be given: all of them once the
// arguments are there, else those that must be and one more. One that stands in
// for an argument is not among them: the argument is.
func restOptions(d *lang.Draft) []string {
	if d.InProgram() {
		return nil
	}
	var rest, optional []string
	for _, o := range d.Free(d.Options) {
		switch {
		case o.Required:
			rest = append(rest, o.Usage())
		case !d.Command.Replaces(o.Name):
			optional = append(optional, "["+o.Usage()+"]")
		}
	}
	if !d.Whole() && len(optional) > 1 {
		optional = append(optional[:1], "…")
	}
	return append(rest, optional...)
}

// warning tells why the line would surprise, or "".
func (s *Assistant) warning(l *line) string {
	if word, ok := l.swallowed(); ok {
		return fmt.Sprintf("%s begins a comment; quote '%s' to mean the text", word, word)
	}
	for _, d := range l.Drafts {
		if d.Command == nil {
			continue
		}
		if text := valueWarning(d); text != "" {
			return text
		}
		if d.Whole() && (d != l.Draft || !l.typingUnknown()) {
			if text := s.surprise(d); text != "" {
				return text
			}
		}
	}
	return ""
}

// valueWarning tells what would surprise about one of the values of a command.
func valueWarning(d *lang.Draft) string {
	for _, p := range d.Args {
		if text := p.Arg.Kind.Warning(p.Text); text != "" && p.Form == nil {
			return text
		}
	}
	for _, o := range d.Command.Options {
		if text := o.Kind.Offers().Warning(d.Options[o.Name]); text != "" {
			return text
		}
	}
	return ""
}

// surprise tells what a command would do to the keys that it is about, as far
// as they were seen.
func (s *Assistant) surprise(d *lang.Draft) string {
	if d.Command.Warning == nil || !d.Stored() {
		return ""
	}
	for i, p := range d.Args {
		if i > 0 && !p.Arg.Several {
			break
		}
		if f, ok := s.factAbout(p); ok {
			if text := d.Command.Warning(d, lang.Seen{Dir: f.Dir, TTL: f.TTL()}); text != "" {
				return text
			}
		}
	}
	return ""
}

// factAbout gives what is known of the key that an argument is.
func (s *Assistant) factAbout(p lang.Part) (known.Fact, bool) {
	key, ok := s.keyAt(p)
	if !ok {
		return known.Fact{}, false
	}
	return s.known.Find(key)
}

// keyOf gives the key that a command begins with.
func (s *Assistant) keyOf(d *lang.Draft) (key string, ok bool) {
	if len(d.Args) == 0 {
		return "", false
	}
	return s.keyAt(d.Args[0])
}

// keyAt gives the key that an argument is.
func (s *Assistant) keyAt(p lang.Part) (key string, ok bool) {
	if p.Arg.Kind.Sort() != lang.SortKey {
		return "", false
	}
	path, err := lang.ParseKey(p.Token)
	if err != nil {
		return "", false
	}
	key, err = path.From(s.session.Dir())
	return key, err == nil
}
