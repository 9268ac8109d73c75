package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"etcd2sh/client/admin"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var roleCommand = eval.Entry{Run: role, Command: &lang.Command{
	Name: "role", Group: lang.GroupCluster,
	Args: []lang.Arg{
		{Name: "list|get|add|…", Kind: roleWord, Advice: "it is list, get, add, remove, grant or revoke"},
		{Name: "NAME", Kind: lang.NewOrRoleArg, Optional: true},
		{Name: "PATH", Kind: lang.PatternArg, Optional: true, Or: pathOption.Name},
	},
	Options: []lang.Option{
		{Name: "read", Doc: "to read the path, and to watch it"},
		{Name: "write", Doc: "to write and delete the path"},
		{Name: "readwrite", Doc: "both"},
		{Name: "rw", Doc: "as --readwrite"},
		pathOption,
	},
	Doc: "list what etcd's roles allow, add and remove them, and grant and revoke what is read or written", Returns: "the roles with the paths that they may read and write, or the one that was changed; for one that was removed the :users who still have it",
	More: "role list, role get NAME, role add NAME, role remove NAME, role grant NAME PATH --read and role revoke NAME PATH --read, or --write or --readwrite, are what there is.\n\n" +
		"A PATH is a key as etcd sees it, from the root; one that ends in * is for all that begin as it does. /rkt/* is all that is in the directory /rkt, and that directory itself where it is asked for with a slash at the end, as this shell does by itself. To read or delete recursively takes a path with a *. " +
		"The role root allows everything and cannot be changed; guest is the role of whoever gives no user.",
	Example: []lang.Example{{Line: `role get root | :read`, Result: `["/*"]`}},
}}

// pathOption is how etcdctl spells the path.
var pathOption = lang.Option{Name: "path", Kind: lang.String, Value: "PATH", Doc: "the path, as etcdctl spells it"}

var roleWord = lang.WordArg(false,
	lang.Name{Text: "list", Doc: "the roles, and what they allow"},
	lang.Name{Text: "get", Doc: "a role"},
	lang.Name{Text: "add", Doc: "make a role that allows nothing yet"},
	lang.Name{Text: "remove", Doc: "remove a role"},
	lang.Name{Text: "grant", Doc: "allow a role to read or write a path"},
	lang.Name{Text: "revoke", Doc: "allow it no more"})

func role(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	about := admin.Permission{Path: pathOf(c), Read: c.Flag("read"), Write: c.Flag("write")}
	if c.Flag("readwrite") || c.Flag("rw") {
		about.Read, about.Write = true, true
	}
	grants := word == "grant" || word == "revoke"
	switch {
	case err != nil:
		return nil, err
	case word == "list" && c.Has(1):
		return nil, c.Usage(errors.New("role list lists all roles; role get NAME tells of one"))
	case word == "list":
		return listRoles(ctx, f)
	case !c.Has(1):
		return nil, c.Usage(&lang.MissingError{Name: "NAME", Advice: "role list tells those that there are"})
	case grants && about.Path == "":
		return nil, c.Usage(&lang.MissingError{Name: "PATH", Advice: "/* is everything, and /rkt/* what is in /rkt"})
	case grants && !about.Read && !about.Write:
		return nil, c.Usage(&lang.MissingError{Name: "what to " + word, Advice: "it is --read, --write or --readwrite"})
	case !grants && (about.Path != "" || about.Read || about.Write):
		return nil, c.Usage(fmt.Errorf("role %s takes a name alone; role grant and role revoke take a path", word))
	}
	return changedRole(ctx, f, word, c.String(1), about)
}

func pathOf(c lang.Call) string {
	if path := c.OptionString(pathOption.Name); path != nil {
		return *path
	}
	if c.Has(2) {
		return c.String(2)
	}
	return ""
}

// changedRole does what a word says to a role.
func changedRole(ctx context.Context, f *eval.Frame, word, name string, about admin.Permission) (any, error) {
	var r admin.Role
	var err error
	switch word {
	case "get":
		r, err = admin.GetRole(ctx, f.Client(), name)
	case "add":
		r, err = admin.AddRole(ctx, f.Client(), name)
	case "grant":
		r, err = admin.Grant(ctx, f.Client(), name, about)
	case "revoke":
		r, err = admin.Revoke(ctx, f.Client(), name, about)
	default:
		return removeRole(ctx, f, name)
	}
	if err != nil {
		return nil, err
	}
	return roleData(r), nil
}

func removeRole(ctx context.Context, f *eval.Frame, name string) (any, error) {
	users, err := admin.RemoveRole(ctx, f.Client(), name)
	if err != nil {
		return nil, err
	}
	if len(users) > 0 {
		f.Hint("take it from those who still have it, of whom etcd tells nothing until then: user revoke " + users[0] + " " + name)
	}
	return render.Map{{Key: render.Keyword("role"), Value: name}, {Key: render.Keyword("users"), Value: list(users)}}, nil
}

func listRoles(ctx context.Context, f *eval.Frame) (any, error) {
	all, err := admin.Roles(ctx, f.Client())
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "role"}, {Name: "read"}, {Name: "write"}}}
	for _, r := range all {
		t.Rows = append(t.Rows, []any{r.Name, commaList(r.Read), commaList(r.Write)})
	}
	return t, nil
}

func roleData(r admin.Role) render.Map {
	return render.Map{
		{Key: render.Keyword("role"), Value: r.Name},
		{Key: render.Keyword("read"), Value: list(r.Read)},
		{Key: render.Keyword("write"), Value: list(r.Write)},
	}
}

// list is texts as data: an empty vector for none, and not nil.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// commaList is a list that a table shows with commas, and as - where it is empty.
func commaList(texts []string) any {
	if len(texts) == 0 {
		return render.Cell{Value: list(texts), Text: "-"}
	}
	return render.Cell{Value: list(texts), Text: strings.Join(texts, ",")}
}
