// Package function holds the functions of swap!, one entry each in one table:
// see [Function] and [Functions]. A function makes a new value of an old one
// and knows nothing of keys, of etcd, or of how its result is written.
package function

import "fmt"

// Function is one function of swap!: it makes the new value of a key from the
// old one and from its arguments. Every function but "!" is pure: applied twice
// to the same value it gives the same result and changes nothing else.
type Function struct {
	Name     string // as it is typed
	Args     string // usage of its arguments, as "OLD NEW" or "START [END]"; empty when it takes none
	Min, Max int    // number of arguments; Max -1 means any number
	Group    string // "any", "numbers", "text", "booleans", "JSON" or "programs"
	Number   bool   // its result is a number
	Composes bool   // its arguments are names of functions
	Doc      string // one sentence
	Example  Example

	bind func(f Function, args []string) (Application, error)
}

// Example shows a function at work: applied with Args to Old it gives New.
type Example struct {
	Old  string
	Args []string
	New  string
}

// GroupPrograms is the group of the functions that run a program.
const GroupPrograms = "programs"

// IsProgram reports whether the function runs a program.
func (f Function) IsProgram() bool { return f.Group == GroupPrograms }

// Functions is the table of all functions, in the order in which help shows
// them. The slice is the caller's own.
func Functions() []Function {
	return []Function{
		{Name: "identity", Group: "any", bind: total(identity),
			Doc:     "Gives the old value unchanged.",
			Example: Example{"meow", nil, "meow"}},
		{Name: "constantly", Args: "V", Min: 1, Max: 1, Group: "any", bind: total(constantly),
			Doc:     "Gives V, whatever the old value is.",
			Example: Example{"meow", []string{"purr"}, "purr"}},
		{Name: "default", Args: "V", Min: 1, Max: 1, Group: "any", bind: total(orDefault),
			Doc:     "Gives V when the old value is empty, else the old value.",
			Example: Example{"", []string{"purr"}, "purr"}},
		{Name: "comp", Args: "F…", Min: 1, Max: -1, Group: "any", Composes: true, bind: bindComp,
			Doc:     "Applies functions that need no arguments, the last one first; its result is a number when the first one's is.",
			Example: Example{" meow ", []string{"upper-case", "trim"}, "MEOW"}},

		{Name: "inc", Group: "numbers", Number: true, bind: numeric(inc),
			Doc:     "Adds one.",
			Example: Example{"36", nil, "37"}},
		{Name: "dec", Group: "numbers", Number: true, bind: numeric(dec),
			Doc:     "Subtracts one.",
			Example: Example{"36", nil, "35"}},
		{Name: "+", Args: "N…", Min: 1, Max: -1, Group: "numbers", Number: true, bind: numeric(add),
			Doc:     "Adds each N; decimals keep their digits.",
			Example: Example{"1.50", []string{"1"}, "2.50"}},
		{Name: "-", Args: "N…", Min: 1, Max: -1, Group: "numbers", Number: true, bind: numeric(subtract),
			Doc:     "Subtracts each N.",
			Example: Example{"10", []string{"1", "2.5"}, "6.5"}},
		{Name: "*", Args: "N…", Min: 1, Max: -1, Group: "numbers", Number: true, bind: numeric(multiply),
			Doc:     "Multiplies by each N.",
			Example: Example{"6", []string{"7"}, "42"}},
		{Name: "/", Args: "N", Min: 1, Max: 1, Group: "numbers", Number: true, bind: numeric(divide),
			Doc:     "Divides by N: exactly when the quotient has an end, else rounded to 16 digits after the point.",
			Example: Example{"1", []string{"4"}, "0.25"}},
		{Name: "mod", Args: "N", Min: 1, Max: 1, Group: "numbers", Number: true, bind: numeric(modulo),
			Doc:     "Gives the remainder of a division by N, with the sign of N.",
			Example: Example{"-7", []string{"3"}, "2"}},
		{Name: "min", Args: "N…", Min: 1, Max: -1, Group: "numbers", Number: true, bind: numeric(least),
			Doc:     "Gives the least of the old value and each N.",
			Example: Example{"7", []string{"5", "9"}, "5"}},
		{Name: "max", Args: "N…", Min: 1, Max: -1, Group: "numbers", Number: true, bind: numeric(greatest),
			Doc:     "Gives the greatest of the old value and each N.",
			Example: Example{"7", []string{"5", "9"}, "9"}},
		{Name: "read-string", Group: "numbers", Number: true, bind: numeric(readNumber),
			Doc:     "Checks that the old value reads as a number and gives it in decimal, without white space, plus sign or leading zeros.",
			Example: Example{" 0036\n", nil, "36"}},

		{Name: "str", Args: "S…", Min: 1, Max: -1, Group: "text", bind: total(appendText),
			Doc:     "Adds each S at the end.",
			Example: Example{"me", []string{"o", "w"}, "meow"}},
		{Name: "append", Args: "S…", Min: 1, Max: -1, Group: "text", bind: total(appendText),
			Doc:     "Adds each S at the end, as str does.",
			Example: Example{"meow", []string{"!"}, "meow!"}},
		{Name: "prepend", Args: "S…", Min: 1, Max: -1, Group: "text", bind: total(prependText),
			Doc:     "Adds each S at the beginning, the first S first.",
			Example: Example{"ow", []string{"m", "e"}, "meow"}},
		{Name: "upper-case", Group: "text", bind: total(upperCase),
			Doc:     "Makes a capital of every letter that has one of its own.",
			Example: Example{"meow", nil, "MEOW"}},
		{Name: "lower-case", Group: "text", bind: total(lowerCase),
			Doc:     "Makes every letter a small one.",
			Example: Example{"MEOW", nil, "meow"}},
		{Name: "trim", Group: "text", bind: total(trim),
			Doc:     "Removes white space at both ends.",
			Example: Example{" meow\n", nil, "meow"}},
		{Name: "replace", Args: "OLD NEW", Min: 2, Max: 2, Group: "text", bind: bindReplace,
			Doc:     "Replaces every OLD, read literally, by NEW.",
			Example: Example{"cat and cat", []string{"cat", "dog"}, "dog and dog"}},
		{Name: "subs", Args: "START [END]", Min: 1, Max: 2, Group: "text", bind: bindSubs,
			Doc:     "Gives the characters (code points) from START, counted from 0, up to but not including END.",
			Example: Example{"物理学", []string{"1", "3"}, "理学"}},

		{Name: "not", Group: "booleans", bind: bindNot,
			Doc:     "Makes true of false and false of true.",
			Example: Example{"true", nil, "false"}},

		{Name: "conj", Args: "V…", Min: 1, Max: -1, Group: "JSON", bind: onArray(conj),
			Doc:     "Adds each V at the end of an array; a V that is not JSON is a string.",
			Example: Example{`["tabby"]`, []string{"3", "calico"}, `["tabby",3,"calico"]`}},
		{Name: "disj", Args: "V…", Min: 1, Max: -1, Group: "JSON", bind: onArray(disj),
			Doc:     "Removes every element equal to a V from an array; a V that is not JSON is a string.",
			Example: Example{`["tabby",3,"calico"]`, []string{"3.0", "tabby"}, `["calico"]`}},
		{Name: "assoc", Args: "K V", Min: 2, Max: 2, Group: "JSON", bind: bindAssoc,
			Doc:     "Sets member K of an object to V; a V that is not JSON is a string.",
			Example: Example{`{"name":"Tom","lives":9}`, []string{"lives", "8"}, `{"name":"Tom","lives":8}`}},
		{Name: "dissoc", Args: "K…", Min: 1, Max: -1, Group: "JSON", bind: bindDissoc,
			Doc:     "Removes each member K of an object.",
			Example: Example{`{"name":"Tom","lives":9}`, []string{"lives"}, `{"name":"Tom"}`}},
		{Name: "merge", Args: "JSON", Min: 1, Max: 1, Group: "JSON", bind: bindMerge,
			Doc:     "Sets the members of an object that the given object has, without looking inside them.",
			Example: Example{`{"name":"Tom","lives":9}`, []string{`{"lives":8,"colour":"grey"}`}, `{"name":"Tom","lives":8,"colour":"grey"}`}},
		{Name: "jq", Args: "PROGRAM", Min: 1, Max: 1, Group: "JSON", bind: bindJQ,
			Doc:     "Gives the one output of a jq program as compact JSON, the keys of objects sorted.",
			Example: Example{`{"lives":9}`, []string{".lives -= 1"}, `{"lives":8}`}},

		{Name: "!", Args: "PROGRAM ARGS…", Min: 1, Max: -1, Group: GroupPrograms, bind: bindProgram,
			Doc:     "Runs a program with the old value on its standard input; the new value is its standard output, a newline at the end included.",
			Example: Example{"meow", []string{"tr", "a-z", "A-Z"}, "MEOW"}},
	}
}

// Find finds a function by its name as it is typed.
func Find(name string) (Function, bool) {
	for _, f := range Functions() {
		if f.Name == name {
			return f, true
		}
	}
	return Function{}, false
}

// With gives f these arguments. An error means that f cannot be applied with
// them to any value; it is one line that names the argument.
func (f Function) With(args []string) (Application, error) {
	if len(args) < f.Min || f.Max >= 0 && len(args) > f.Max {
		return Application{}, fmt.Errorf("%s takes %s, not %d", f.Name, f.wanted(), len(args))
	}
	return f.bind(f, args)
}

// wanted says how many arguments f takes, and which.
func (f Function) wanted() string {
	switch {
	case f.Max == 0:
		return "no arguments"
	case f.Max < 0:
		return fmt.Sprintf("%s or more (%s)", countArguments(f.Min), f.Args)
	case f.Min < f.Max:
		return fmt.Sprintf("%d to %s (%s)", f.Min, countArguments(f.Max), f.Args)
	default:
		return fmt.Sprintf("%s (%s)", countArguments(f.Min), f.Args)
	}
}

func countArguments(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}
