package assist

import (
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

// role is what a piece of a half-typed line is there for.
type role int

const (
	roleCommand     role = iota // the name of a command
	roleArg                     // an argument of a command
	roleOption                  // an option's name, perhaps with its value
	roleOptionValue             // the value that follows an option
	roleOptionMap               // {:ttl 10}
	roleFunction                // the name of a function of swap!
	roleFunctionArg             // one of its arguments
	roleOperator                // | -> catch --
	roleStep                    // a step of the path after |
	roleSelector                // what a catch selects
	roleData                    // a handler that is one word
	roleExtra                   // one word too many, or whatever follows what is not known
)

// site is a piece with its role in the line.
type site struct {
	scan.Piece
	role     role
	draft    *draft             // the command it belongs to; nil where there is none
	arg      lang.Arg           // for roleArg: which
	function *function.Function // for roleFunctionArg: whose; nil for an unknown one
	known    bool               // for a name: there is one
}

// outline is a half-typed line with the role of each of its pieces.
type outline struct {
	commands *lang.Table
	scan.Pieces
	sites  []site
	drafts []*draft

	mode mode
	call *draft // the innermost command, once there is one
	try  bool   // within a try: a bar or a catch belongs to it
}

// mode is what the line is about where it ends.
type mode int

const (
	modeCommand mode = iota
	modeCall
	modeStage // after a bar
	modePath
	modeWords // data to the end of the stage: of a program, of jq, of echo
	modeSelector
	modeHandler
)

func outlineOf(commands *lang.Table, text string) *outline {
	o := &outline{commands: commands, Pieces: scan.TakeApart(text)}
	for _, p := range o.All {
		o.take(p)
	}
	return o
}

// add notes a piece's role.
func (o *outline) add(p scan.Piece, r role) *site {
	o.sites = append(o.sites, site{Piece: p, role: r, draft: o.call, known: true})
	return &o.sites[len(o.sites)-1]
}

func (o *outline) take(p scan.Piece) {
	switch {
	case o.try && p.Is("catch") && o.mode != modeCommand:
		o.call, o.mode = nil, modeSelector
		o.add(p, roleOperator)
		return
	case p.Is("|") && o.mode != modeCommand:
		o.call, o.mode = nil, modeStage
		o.add(p, roleOperator)
		return
	}
	switch o.mode {
	case modeStage:
		o.stage(p)
	case modeWords:
		o.add(p, roleData)
	case modeCommand:
		o.begin(p)
	case modeCall:
		o.argument(p)
	case modePath:
		o.add(p, roleStep)
	case modeSelector:
		o.mode = modeHandler
		o.add(p, roleSelector)
	case modeHandler:
		if o.commands.Find(p.Text) != nil && p.Open == 0 {
			o.begin(p)
			return
		}
		o.call, o.mode = &draft{}, modeCall
		o.add(p, roleData)
	}
}

// stage reads what begins a stage.
func (o *outline) stage(p scan.Piece) {
	if p.Is("jq") || p.Is("!") {
		o.mode = modeWords
		o.add(p, roleOperator)
		return
	}
	o.mode = modePath
	o.add(p, roleStep)
}

// begin reads the name of a command.
func (o *outline) begin(p scan.Piece) {
	o.call, o.mode = &draft{options: map[string]string{}}, modeCall
	if p.Open == 0 {
		o.call.command = o.commands.Find(p.Text)
	}
	o.drafts = append(o.drafts, o.call)
	o.add(p, roleCommand).known = o.call.command != nil
}

// argument reads what follows the name of a command.
func (o *outline) argument(p scan.Piece) {
	d := o.call
	switch {
	case d.command == nil:
		o.add(p, roleExtra)
		return
	case d.pending != nil:
		d.options[d.pending.Name] = p.Text
		d.pending = nil
		o.add(p, roleOptionValue)
		return
	case d.applying && p.Is("->"):
		d.naming, d.applying, d.function = true, false, nil
		o.add(p, roleOperator)
		return
	case d.naming:
		o.name(p)
		return
	}
	if o.option(p) {
		return
	}
	if d.applying {
		s := o.add(p, roleFunctionArg)
		s.function = d.function
		s.known = d.function == nil || d.function.Max < 0 || d.given < d.function.Max
		d.given++
		return
	}
	args := d.missing()
	switch {
	case p.Is("&") && d.command.Background:
		o.add(p, roleOperator)
		return
	case len(args) == 0:
		o.add(p, roleExtra).known = false
		return
	}
	switch args[0].Kind {
	case lang.GuardedArg:
		if p.Is("!") {
			o.mode = modeWords
			o.add(p, roleOperator)
			return
		}
		o.begin(p)
	case lang.CommandArg, lang.StatementArg:
		o.begin(p)
	case lang.WordsArg, lang.ListArg, lang.ProgramArg:
		d.args = append(d.args, p)
		o.mode = modeWords
		o.add(p, roleData)
	case lang.TryArg:
		o.try = true
		o.begin(p)
	case lang.FunctionArg:
		o.name(p)
	default:
		o.add(p, roleArg).arg = args[0]
		d.args = append(d.args, p)
	}
}

// name reads the name of a function.
func (o *outline) name(p scan.Piece) {
	d := o.call
	d.naming, d.applying, d.given, d.function = false, true, 0, nil
	if f, ok := function.Find(p.Text); ok && p.Open == 0 {
		d.function = &f
	}
	o.add(p, roleFunction).known = d.function != nil
}

// option reads a piece that is an option, or what ends them.
func (o *outline) option(p scan.Piece) bool {
	d := o.call
	if d.literal || d.program() {
		return false
	}
	switch {
	case p.Open == '{':
		d.optionMap(p)
		o.add(p, roleOptionMap)
		return true
	case p.Open != 0:
		return false
	case p.Is("--"):
		d.literal = true
		o.add(p, roleOperator)
		return true
	}
	reader := lang.Parser{Call: lang.Call{Command: d.command}}
	option, value, ok, err := reader.FindOption(p.Word)
	switch {
	case err != nil:
		o.add(p, roleOption).known = false
		return true
	case !ok:
		return false
	case value != nil:
		d.options[option.Name] = *value
	default:
		d.options[option.Name] = ""
		if option.Kind != lang.Flag {
			d.pending = &option
		}
	}
	o.add(p, roleOption)
	return true
}
