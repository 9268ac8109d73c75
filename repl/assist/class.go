package assist

// Class is what a part of a line is, for its colour while it is typed.
type Class int

// The classes of the parts of a line.
const (
	ClassCommand  Class = iota // the name of a command
	ClassUnknown               // a name that is no command, function or option; a word too many
	ClassKey                   // a key
	ClassOption                // an option with its value, or the braces of an option map
	ClassString                // a quoted word, or a value
	ClassNumber                // a number, an index
	ClassFunction              // a function of swap!
	ClassVariable              // $name
	ClassOperator              // | -> catch --
	ClassOpen                  // a quote or a bracket that is still open
	ClassComment               // a comment
	ClassSwallow               // a comment that seems to swallow an argument
)

// Part is a part of a line, in bytes, and what it is.
type Part struct {
	From, To int
	Class    Class
}
