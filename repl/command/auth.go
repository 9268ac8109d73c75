package command

import (
	"context"

	"etcd2sh/client/admin"
	"etcd2sh/render"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var authCommand = eval.Entry{Run: auth, Command: &lang.Command{
	Name: "auth", Group: lang.GroupCluster,
	Args: []lang.Arg{{Name: "status|enable|disable", Kind: authWord}},
	Doc:  "tell whether etcd asks for users and passwords, and have it do so or not", Returns: "whether it is :enabled, as whom this shell asks, and what the role :guest may do, where etcd tells that",
	More: "Enabling takes a user root. Whoever gives no user then is a guest, and may do what the role guest allows: etcd makes one that allows everything, unless there is one. " +
		"The users of the v3 API are others: with those asked for, v2 is open to all, and the other way round. Each request with a password costs the server some 75 ms.",
	Example: []lang.Example{{Line: `auth status | :enabled`, Result: `false`}},
}}

var authWord = lang.WordArg(false,
	lang.Name{Text: "status", Doc: "whether users are asked for"},
	lang.Name{Text: "enable", Doc: "ask for users and passwords from now on"},
	lang.Name{Text: "disable", Doc: "let everybody do everything; users and roles are kept"})

func auth(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	word, err := c.Word(0)
	if err != nil {
		return nil, err
	}
	switch word {
	case "enable":
		return enableAuth(ctx, f)
	case "disable":
		if err := admin.Disable(ctx, f.Client()); err != nil {
			return nil, err
		}
	}
	on, err := admin.Enabled(ctx, f.Client())
	if err != nil {
		return nil, err
	}
	return authData(f, on, guestRights(ctx, f)), nil
}

// guestRights is what guests may do; nil where etcd does not tell that.
func guestRights(ctx context.Context, f *eval.Frame) *admin.Role {
	r, err := admin.GuestRights(ctx, f.Client())
	if err != nil {
		return nil
	}
	return &r
}

func authData(f *eval.Frame, on bool, guest *admin.Role) render.Map {
	m := render.Map{{Key: render.Keyword("enabled"), Value: on}, {Key: render.Keyword("as"), Value: f.Client().AsWhom()}}
	if guest != nil {
		m = append(m, render.Entry{Key: render.Keyword("guest"), Value: roleData(*guest).Without(render.Keyword("role"))})
	}
	return m
}

// changesGuest is the command that has guests do less, or more where they may do nothing.
func changesGuest(guest admin.Role) string {
	if len(guest.Read)+len(guest.Write) == 0 {
		return "role grant"
	}
	return "role revoke"
}

// enableAuth tells what guests may do then, and asks.
func enableAuth(ctx context.Context, f *eval.Frame) (any, error) {
	guest, err := admin.GuestRights(ctx, f.Client())
	if err != nil {
		return nil, err
	}
	question := "Ask for users and passwords from now on? Whoever gives none, a guest, may then " + guest.Summary() + "; " + changesGuest(guest) + " " + admin.Guest + " changes that."
	if yes, err := confirmed(ctx, f, question, "authentication stays off"); err != nil || !yes {
		return render.Nothing{}, err
	}
	if err := admin.Enable(ctx, f.Client()); err != nil {
		return nil, err
	}
	if f.Client().AsWhom() == admin.Guest {
		f.Hint("this shell is a guest now; connect http://root:PASSWORD@HOST:PORT gives a user")
	}
	return authData(f, true, &guest), nil
}
