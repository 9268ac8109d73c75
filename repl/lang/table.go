package lang

import "slices"

// Table is the commands that a line can name. It never changes.
type Table struct {
	commands []*Command          // by group
	declared []*Command          // as the table was made of them
	named    map[string]*Command // by name and alias
	secrets  []string            // the names of options that are secret
}

// NewTable makes a table; help lists the commands of a group in this order.
func NewTable(commands ...*Command) *Table {
	t := &Table{declared: commands, named: make(map[string]*Command, 2*len(commands))}
	t.commands = slices.SortedStableFunc(slices.Values(commands), func(a, b *Command) int { return int(a.Group) - int(b.Group) })
	for _, c := range commands {
		t.named[c.Name] = c
		for _, alias := range c.Aliases {
			t.named[alias] = c
		}
		for _, o := range c.Options {
			if o.Secret && !slices.Contains(t.secrets, o.Name) {
				t.secrets = append(t.secrets, o.Name)
			}
		}
	}
	return t
}

// All gives every command, by group.
func (t *Table) All() []*Command { return t.commands }

// Find looks a command up by its name or an alias; nil when there is none.
func (t *Table) Find(name string) *Command { return t.named[name] }

// Names gives all names and aliases, in the order in which the table was made: of
// two that are equally near to a misspelt word the first is meant.
func (t *Table) Names() []string {
	var names []string
	for _, c := range t.declared {
		names = append(append(names, c.Name), c.Aliases...)
	}
	return names
}
