package program

import (
	"fmt"
	"strings"

	"etcd2sh/render"

	"github.com/spf13/pflag"
)

// helpWidth is how many columns --help takes, and helpColumn where the meanings begin.
const helpWidth, helpColumn = 80, 24

// usages explains the flags. A meaning stands beside its flag, or below where that is
// long.
func (f *flags) usages() string {
	var b strings.Builder
	indent := strings.Repeat(" ", helpColumn)
	f.set.VisitAll(func(flag *pflag.Flag) {
		value, meaning := pflag.UnquoteUsage(flag)
		head := "      --" + flag.Name
		if flag.Shorthand != "" {
			head = "  -" + flag.Shorthand + ", --" + flag.Name
		}
		if flag.NoOptDefVal == "" {
			head += " " + value
		}
		switch flag.DefValue {
		case "", "false", "0", "[]":
		default:
			meaning += fmt.Sprintf(" (default %s)", flag.DefValue)
		}
		if len(head)+2 > helpColumn {
			head += "\n" + indent
		} else {
			head += strings.Repeat(" ", helpColumn-len(head))
		}
		b.WriteString(render.WrapIndented(head+meaning+"\n", helpWidth, indent))
	})
	return b.String()
}
