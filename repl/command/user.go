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

var userCommand = eval.Entry{Run: user, Command: &lang.Command{
	Name: "user", Group: lang.GroupCluster, Passwords: []string{"add", "passwd"},
	Args: []lang.Arg{
		{Name: "list|get|add|…", Kind: userWord, Advice: "it is list, get, add, passwd, remove, grant or revoke"},
		{Name: "NAME", Kind: lang.NewOrUserArg, Optional: true},
		{Name: "ROLE…", Kind: lang.UserRoleArg, Optional: true, Several: true, Or: rolesOption.Name},
	},
	Options: []lang.Option{passwordFileOption, rolesOption},
	Doc:     "list etcd's users, add and remove them, change passwords, and give and take roles", Returns: "the users with their roles, or what became of the one that is named; nil for one that was removed",
	More: "user list, user get NAME, user add NAME, user passwd NAME, user remove NAME, user grant NAME ROLE… and user revoke NAME ROLE… are what there is.\n\n" +
		"At a prompt, and as the one command of a command line at a terminal, user add NAME and user passwd NAME ask for the password, which is not shown. A script reads it with --password-file. NAME:PASSWORD gives it in the line, which the history does not keep and nothing shows, but other programs may see it among the arguments of a process. " +
		"A user who is there is not added again, since etcd would change the password. A role that is not there is not granted: etcd would take it, and tell nothing of the user from then on. revoke takes away such a role, too.\n\n" +
		"Nobody is asked who they are before auth enable.",
	Example: []lang.Example{{Line: `try user get nobody catch [:type :missing] :nobody-there`, Result: `:nobody-there`}},
}}

// rolesOption is how etcdctl spells the roles.
var rolesOption = lang.Option{Name: "roles", Kind: lang.String, Value: "A,B", Doc: "the roles, as etcdctl spells them"}

var userWord = lang.WordArg(false,
	lang.Name{Text: "list", Doc: "the users with their roles"},
	lang.Name{Text: "get", Doc: "a user, and what the user's roles allow"},
	lang.Name{Text: "add", Doc: "make a user"},
	lang.Name{Text: "passwd", Doc: "change a user's password"},
	lang.Name{Text: "remove", Doc: "remove a user"},
	lang.Name{Text: "grant", Doc: "give a user roles"},
	lang.Name{Text: "revoke", Doc: "take roles from a user"})

func user(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	roles, takesRoles := rolesOf(c), word == "grant" || word == "revoke"
	switch {
	case err != nil:
		return nil, err
	case word == "list" && c.Has(1):
		return nil, c.Usage(errors.New("user list lists all users; user get NAME tells of one"))
	case word == "list":
		return listUsers(ctx, f)
	case !c.Has(1):
		return nil, c.Usage(&lang.MissingError{Name: "NAME", Advice: "user list tells those that there are"})
	case takesRoles && len(roles) == 0:
		return nil, c.Usage(&lang.MissingError{Name: "ROLE", Advice: "role list tells those that there are"})
	case !takesRoles && len(roles) > 0:
		return nil, c.Usage(fmt.Errorf("user %s takes one name; a password stands behind it with a colon, and no blank: NAME:PASSWORD", word))
	case word != "add" && word != "passwd" && c.OptionString(passwordFileOption.Name) != nil:
		return nil, c.Usage(fmt.Errorf("user %s takes no password", word))
	}
	return changedUser(ctx, f, c, word, roles)
}

// rolesOf gives the roles that were named.
func rolesOf(c lang.Call) (roles []string) {
	if list := c.OptionString(rolesOption.Name); list != nil {
		return strings.FieldsFunc(*list, func(r rune) bool { return r == ',' })
	}
	for i := 2; i < c.Len(); i++ {
		roles = append(roles, c.String(i))
	}
	return roles
}

// changedUser does what a word says to the user of the second argument.
func changedUser(ctx context.Context, f *eval.Frame, c lang.Call, word string, roles []string) (any, error) {
	name, etcd := c.String(1), f.Client()
	switch word {
	case "get":
		u, err := admin.GetUser(ctx, etcd, name)
		return userData(u, err, true)
	case "remove":
		return nil, admin.RemoveUser(ctx, etcd, name)
	case "grant":
		u, err := admin.GrantRoles(ctx, etcd, name, roles)
		return userData(u, err, false)
	case "revoke":
		u, err := admin.RevokeRoles(ctx, etcd, name, roles)
		return userData(u, err, false)
	}
	return withPassword(ctx, f, c, word == "add")
}

// withPassword adds a user, or changes a user's password.
func withPassword(ctx context.Context, f *eval.Frame, c lang.Call, add bool) (any, error) {
	var typed *string
	name, behind, colon := strings.Cut(c.String(1), ":")
	if colon {
		typed = &behind
	}
	if typed == nil && c.OptionString(passwordFileOption.Name) == nil && f.Console().AskSecret != nil {
		if err := mayHavePassword(ctx, f, name, add); err != nil {
			return nil, err // nobody types a password in vain
		}
	}
	password, err := newPassword(ctx, f, c, name, typed)
	switch {
	case err != nil:
		return nil, err
	case add:
		u, err := admin.AddUser(ctx, f.Client(), name, password)
		return userData(u, err, false)
	}
	return nil, admin.SetPassword(ctx, f.Client(), name, password)
}

// mayHavePassword tells whether a user can be added, or is there to have a new password.
func mayHavePassword(ctx context.Context, f *eval.Frame, name string, add bool) error {
	if add {
		return admin.UserIsNew(ctx, f.Client(), name)
	}
	return admin.UserIsThere(ctx, f.Client(), name)
}

func listUsers(ctx context.Context, f *eval.Frame) (any, error) {
	all, err := admin.Users(ctx, f.Client())
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "user"}, {Name: "roles"}}}
	for _, u := range all {
		t.Rows = append(t.Rows, []any{u.Name, commaList(u.RoleNames())})
	}
	return t, nil
}

// userData is a user as data; with rights: and what the user may do.
func userData(u admin.User, err error, rights bool) (any, error) {
	if err != nil {
		return nil, err
	}
	m := render.Map{{Key: render.Keyword("user"), Value: u.Name}, {Key: render.Keyword("roles"), Value: list(u.RoleNames())}}
	if !rights {
		return m, nil
	}
	read, write := u.Rights()
	return append(m, render.Entry{Key: render.Keyword("read"), Value: list(read)}, render.Entry{Key: render.Keyword("write"), Value: list(write)}), nil
}
