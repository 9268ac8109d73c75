package lang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etcd2sh/repl/lang/scan"
)

// The kinds of arguments that are one word each.
var (
	// KeyArg is a key of the store: [Call.Key].
	KeyArg = Kind{&kind{what: "a key", Offer: Offer{sort: SortKey}, read: readKey}}
	// DirectoryArg is the key of a directory: [Call.Key].
	DirectoryArg = Kind{&kind{what: "a directory", Offer: Offer{sort: SortKey, dirs: true}, read: readKey}}
	// ValueArg is a string, as given: [Call.String].
	ValueArg = Kind{&kind{what: "a value", read: readText, fromFile: true}}
	// PresentArg is a ValueArg that may be what the key of the command holds now:
	// [Call.String].
	PresentArg = Kind{&kind{what: "a value", Offer: Offer{present: presentValue}, read: readText, fromFile: true}}
	// IndexArg is a modifiedIndex: [Call.Uint].
	IndexArg = Kind{&kind{Offer: Offer{present: presentIndex, warning: indexWarning}, read: readUint}}
	// CountArg is a number of times: [Call.Uint].
	CountArg = Kind{&kind{what: "a number", read: readUint}}
	// JobArg is the number of what runs behind the prompt, perhaps after the % of
	// other shells: [Call.Uint].
	JobArg = Kind{&kind{what: "the number of a job", Offer: Offer{names: func(n Names, _ []Part) []Name { return n.Jobs() }}, read: readJob}}
	// EntryArg is the number of an entry of the history: [Call.String].
	EntryArg = Kind{&kind{Offer: Offer{names: func(n Names, _ []Part) []Name { return n.Entries() }}, read: readText}}
	// NameArg is a word that only the command understands: [Call.String].
	NameArg = Kind{&kind{Offer: Offer{sort: SortText}, read: readText}}
	// NewOrMemberArg is the name of a member; behind the word add it is a new one:
	// [Call.String].
	NewOrMemberArg = Kind{&kind{read: readText, Offer: Offer{names: unlessAdded(Names.Members)}}}
	// NewOrUserArg is the name of a user, perhaps with a password behind a colon; behind
	// the word add it is a new one: [Call.String].
	NewOrUserArg = Kind{&kind{read: readText, Offer: Offer{names: unlessAdded(Names.Users)}}}
	// NewOrRoleArg is the name of a role; behind the word add it is a new one:
	// [Call.String].
	NewOrRoleArg = Kind{&kind{read: readText, Offer: Offer{names: unlessAdded(Names.Roles)}}}
	// UserRoleArg is the name of a role that a user has, or shall have: [Call.String].
	UserRoleArg = Kind{&kind{read: readText, Offer: Offer{names: func(n Names, _ []Part) []Name { return n.Roles() }}}}
	// PatternArg is a path of keys, of which one may end in a *: [Call.String].
	PatternArg = Kind{&kind{Offer: Offer{sort: SortKey}, read: readText}}
	// FileArg is the path of a file: [Call.String].
	FileArg = Kind{&kind{Offer: Offer{sort: SortFile}, read: readText}}
	// EndpointArg is a server's address, or several, in which a password may stand:
	// [Call.String].
	EndpointArg = Kind{&kind{Offer: Offer{sort: SortText}, read: readText}}
	// SettingArg is the name of a setting: [Call.String].
	SettingArg = Kind{&kind{read: readText, Offer: Offer{sort: SortText, names: func(n Names, _ []Part) []Name { return n.Settings() }}}}
	// SettingValueArg is the value for the setting that the argument before it
	// names: [Call.String].
	SettingValueArg = Kind{&kind{read: readText, Offer: Offer{names: func(n Names, before []Part) []Name {
		if len(before) == 0 {
			return nil
		}
		return n.SettingValues(before[len(before)-1].Text)
	}}}}
	// DataArg is any data, in edn: [Call.Data].
	DataArg = Kind{&kind{read: func(c *callReader, _ Arg, t scan.Token) (any, error) { return c.datum(t) }}}
	// ScriptArg is the path of a file whose commands the command runs:
	// [Call.Script].
	ScriptArg = Kind{&kind{Offer: Offer{sort: SortFile}, read: readText}}
	// CommandsArg is commands in quotes, one a line, or without quotes the path of a
	// file that holds them: [Call.Commands].
	CommandsArg = Kind{&kind{Offer: Offer{sort: SortFile}, read: readCommands}}
	// VariableArg is the name of a variable that the command defines, without the
	// $: [Call.Variable].
	VariableArg = Kind{&kind{read: readVariableName}}
)

// unlessAdded offers names, where the word before does not say that one is added.
func unlessAdded(names func(Names) []Name) func(Names, []Part) []Name {
	return func(n Names, before []Part) []Name {
		if len(before) > 0 && before[len(before)-1].Text == "add" {
			return nil
		}
		return names(n)
	}
}

// WordArg makes the kind of an argument that is one of these words, which only the
// command understands: [Call.String]. Where others is set it may be another word
// too. What a variable stands for is not looked at; see [Call.Word].
func WordArg(others bool, words ...Name) Kind {
	k := &kind{read: readText, Offer: Offer{names: func(Names, []Part) []Name { return words }}}
	if !others {
		k.sort = SortText
		k.read = func(c *callReader, a Arg, t scan.Token) (any, error) {
			text, err := textOf(t)
			if err == nil && !t.Variable {
				err = c.call.oneOf(a, text)
			}
			return text, err
		}
	}
	return Kind{k}
}

// Word gives argument i, which is one of the words of its kind, or a usage error.
func (c Call) Word(i int) (string, error) {
	err := c.oneOf(c.Command.Args[i], c.String(i))
	if err != nil {
		return "", c.Usage(err)
	}
	return c.String(i), nil
}

// oneOf is why a word is none of those that an argument may be; nil where it is one.
func (c Call) oneOf(a Arg, word string) error {
	var all []string
	for _, n := range a.Kind.Names(nil, nil) {
		if n.Text == word {
			return nil
		}
		all = append(all, n.Text)
	}
	last := len(all) - 1
	list := all[last]
	if last > 0 {
		list = strings.Join(all[:last], ", ") + " or " + list
	}
	if a.Name == c.Command.Args[0].Name {
		list = c.Name() + " " + list
	}
	if name, _, password := strings.Cut(word, ":"); password { // may be what stands there
		word = name + ":…"
	}
	return fmt.Errorf("it is %s, not %s", list, Shorten(word))
}

// CommandNameArg makes the kind of an argument that is the name of a command, one of
// these names or that of a function: [Call.String].
func CommandNameArg(others ...Name) Kind {
	return Kind{&kind{read: readText, Offer: Offer{sort: SortText, names: func(n Names, _ []Part) []Name {
		return slices.Concat(n.Commands(), others, n.Functions())
	}}}}
}

// ByWordArg makes the kind of an argument that is offered what the word before it
// tells, and is a text: [Call.String].
func ByWordArg(kinds map[string]Kind) Kind {
	return Kind{&kind{read: readText, Offer: Offer{byWord: kinds}}}
}

// The kinds of arguments that take all words that follow.
var (
	// FunctionArg is a function of swap! with its arguments: [Call.Application].
	FunctionArg = Kind{&kind{what: "a function", rest: readFunctions, mixed: true}}
	// CommandArg is another command, without the bars after it: [Call.Call].
	CommandArg = Kind{&kind{rest: readCall}}
	// StatementArg is another command, with the bars after it: [Call.Statement].
	StatementArg = Kind{&kind{rest: func(c *callReader) any { return c.statement(c.takeAll()) }}}
	// TryArg is a command, then catch, a selector and a handler: [Call.Attempt].
	TryArg = Kind{&kind{rest: readAttempt}}
	// GuardedArg is another command, with the bars after it, or ! and a program,
	// without them: [Call.Guarded].
	GuardedArg = Kind{&kind{rest: readGuarded}}
	// WordsArg is words that stand for themselves, as one text: [Call.String].
	WordsArg = Kind{&kind{rest: readWords}}
	// ListArg is values, as many as there are: [Call.Values].
	ListArg = Kind{&kind{rest: readValues}}
	// ProgramArg is a program and its arguments: [Call.Values].
	ProgramArg = Kind{&kind{rest: func(c *callReader) any { return c.program(c.takeToBar()) }}}
)

func readKey(_ *callReader, _ Arg, t scan.Token) (any, error) { return ParseKey(t) }

func readText(_ *callReader, _ Arg, t scan.Token) (any, error) { return textOf(t) }

// Commands are the text of some commands, or the path of a file that holds them.
type Commands struct {
	Text   string
	IsFile bool
}

func readCommands(_ *callReader, _ Arg, t scan.Token) (any, error) {
	text, err := textOf(t)
	return Commands{text, t.Plain() && !t.Variable}, err
}

func readUint(_ *callReader, a Arg, t scan.Token) (any, error) {
	text, err := textOf(t)
	if err != nil {
		return nil, err
	}
	n, err := parseUint(text)
	if err != nil {
		return nil, fmt.Errorf("%s %w", a.Name, err)
	}
	return n, nil
}

func readJob(c *callReader, a Arg, t scan.Token) (any, error) {
	t.Word = t.WithText(strings.TrimPrefix(t.Text, "%"))
	return readUint(c, a, t)
}

func indexWarning(text string) string {
	if n, err := strconv.ParseUint(text, 10, 64); err != nil || n != 0 {
		return ""
	}
	return "index 0 would be no condition to etcd, and is refused"
}

func readVariableName(c *callReader, _ Arg, t scan.Token) (any, error) {
	name := c.text[t.Start:t.End]
	return name, checkVariable(name)
}

func readCall(c *callReader) any {
	var inner Call
	inner, c.rest = c.line.call(c.rest)
	return inner
}

func readGuarded(c *callReader) any {
	if !c.rest[0].Is("!") {
		return Guarded{Statement: c.statement(c.takeAll())}
	}
	ts := c.takeToBar()
	c.note(ts[0], RoleOperator)
	return Guarded{Argv: c.program(ts[1:])}
}

func readWords(c *callReader) any {
	ts := c.takeToBar()
	c.noteWords(ts)
	text, err := c.joined(ts)
	c.fail(err)
	return text
}

func readValues(c *callReader) any {
	ts := c.takeToBar()
	c.noteWords(ts)
	values, err := textsOf(ts)
	c.fail(err)
	return values
}

// program reads a program and its arguments.
func (c *callReader) program(ts []scan.Token) []string {
	argv, err := c.argv(ts)
	c.fail(err)
	return argv
}

// textOf is the text of a word that stands for itself.
func textOf(t scan.Token) (string, error) {
	switch {
	case t.IsMap():
		return "", fmt.Errorf("an option map stands last; quote '{…}' if it is a value")
	case t.Form != nil:
		return "", fmt.Errorf("a value that begins with %c wants quotes around it: '%c…%c'", t.Form.Open, t.Form.Open, scan.Closing(t.Form.Open))
	}
	if err := t.CheckOne(); err != nil {
		return "", err
	}
	w, err := literal(t.Word)
	return w.Text, err
}

// textsOf gives the texts of words, up to the first that has none.
func textsOf(ts []scan.Token) ([]string, error) {
	var texts []string
	for _, t := range ts {
		text, err := textOf(t)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}
