package lang

import (
	"strconv"

	"etcd2sh/client"
)

// Offer is what a person who types an argument, or the value of an option, is
// helped with. The zero Offer offers nothing.
type Offer struct {
	sort    Sort
	dirs    bool // of a key: only a directory is right
	names   func(n Names, before []Part) []Name
	present func(n *client.Node) (text string, ok bool)
	byWord  map[string]Kind
	warning func(text string) string
}

// Sort is what sort of thing an argument is, for its colour and its completion.
type Sort int

// The sorts of arguments.
const (
	SortValue    Sort = iota // a number, or else a text
	SortText                 // a text, whatever it looks like
	SortKey                  // a key of the store
	SortFile                 // the path of a file
	SortCommand              // the name of a command
	SortFunction             // the name of a function
	SortSetting              // the name of a setting
)

// Names are the names that there are to choose from, beside keys and files.
// Package assist knows them. Each list is in the order in which it is shown.
type Names interface {
	Commands() []Name
	Functions() []Name
	Settings() []Name
	// SettingValues gives the values of a setting: the present one where they are
	// many.
	SettingValues(setting string) []Name
	// Jobs gives the numbers of what runs behind the prompt.
	Jobs() []Name
	// Members gives the names of the members, Users and Roles those of etcd's
	// authentication: none where nobody may be asked, or does not answer.
	Members() []Name
	Users() []Name
	Roles() []Name
	// Entries gives the numbers of the history's entries.
	Entries() []Name
}

// Name is something that an argument can be.
type Name struct {
	Text string
	Doc  string // what it is; or ""
	Sort Sort
}

// Sort tells what sort of thing it is. A name among several sorts is of
// SortText: [Offer.Names] tells.
func (o Offer) Sort() Sort { return o.sort }

// Directories reports whether only a key that is a directory is right.
func (o Offer) Directories() bool { return o.dirs }

// Names gives what it can be, where that is a list; before are the command's
// arguments in front of it.
func (o Offer) Names(n Names, before []Part) []Name {
	if o.names == nil {
		return nil
	}
	return o.names(n, before)
}

// TakesPresent reports whether it may be what a node holds now: [Offer.Present].
func (o Offer) TakesPresent() bool { return o.present != nil }

// Present gives what a node holds of it; ok is false where that is nothing.
func (o Offer) Present(n *client.Node) (text string, ok bool) { return o.present(n) }

// After gives what is offered behind these arguments, where they tell that.
func (o Offer) After(before []Part) Offer {
	if n := len(before); n > 0 && o.byWord != nil {
		if k := o.byWord[before[n-1].Text]; k.kind != nil {
			return k.Offer
		}
	}
	return o
}

// Warning tells what would surprise about a text, or "".
func (o Offer) Warning(text string) string {
	if o.warning == nil {
		return ""
	}
	return o.warning(text)
}

// presentValue is the value of a file.
func presentValue(n *client.Node) (text string, ok bool) {
	if n.Value == nil {
		return "", false
	}
	return *n.Value, true
}

// presentIndex is the modifiedIndex of a node.
func presentIndex(n *client.Node) (text string, ok bool) {
	if n.ModifiedIndex == nil {
		return "", false
	}
	return strconv.FormatUint(*n.ModifiedIndex, 10), true
}
