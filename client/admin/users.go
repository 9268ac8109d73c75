package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"etcd2sh/client"
)

const usersPath = "/v2/auth/users"

// User is a user, without the password, which etcd tells nobody. In a list of users etcd
// leaves out the roles that are gone; the answer to a change names them, too.
type User struct {
	Name  string
	Roles []Role // with what they allow; of the answer to a change only their names
}

// RoleNames gives the names of the user's roles.
func (u User) RoleNames() []string { return roleNames(u.Roles) }

// Rights gives the paths that the user's roles allow to read and to write, sorted.
func (u User) Rights() (read, write []string) {
	for _, r := range u.Roles {
		read, write = append(read, r.Read...), append(write, r.Write...)
	}
	slices.Sort(read)
	slices.Sort(write)
	return slices.Compact(read), slices.Compact(write)
}

// userAnswer is a user as etcd tells it; the answer to a change has names of roles.
type userAnswer struct {
	User  string     `json:"user"`
	Roles []roleName `json:"roles"`
}

func (a userAnswer) user() User {
	u := User{Name: a.User}
	for _, r := range a.Roles {
		u.Roles = append(u.Roles, Role(r))
	}
	return u
}

// userChange is what etcd takes for a change.
type userChange struct {
	User     string   `json:"user"`
	Password string   `json:"password,omitempty"`
	Grant    []string `json:"grant,omitempty"`
	Revoke   []string `json:"revoke,omitempty"`
}

// Users lists the users by name.
func Users(ctx context.Context, c *client.Client) ([]User, error) {
	var answer struct {
		Users []userAnswer `json:"users"`
	}
	if err := c.JSON(ctx, http.MethodGet, usersPath, nil, &answer); err != nil {
		return nil, err
	}
	var all []User
	for _, a := range answer.Users {
		all = append(all, a.user())
	}
	slices.SortFunc(all, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// GetUser gives a user with the roles and what they allow. One who is not there is
// [*Missing]; of one with a role that is gone the error names that.
func GetUser(ctx context.Context, c *client.Client, name string) (User, error) {
	var answer userAnswer
	err := c.JSON(ctx, http.MethodGet, userPath(name), nil, &answer)
	if isStatus(err, http.StatusNotFound) {
		return User{}, mustExist(ctx, c, name, &Explained{err, "the user " + name + " has a role that is gone: revoke it"})
	}
	return answer.user(), err
}

// mustExist is [*Missing] for a user who is not there, else err. (etcd says "not found"
// of a user with a role that is gone.)
func mustExist(ctx context.Context, c *client.Client, name string, err error) error {
	all, listed := Users(ctx, c)
	if listed != nil {
		return listed
	}
	if !slices.ContainsFunc(all, func(u User) bool { return u.Name == name }) {
		return &Missing{"user", name, userNames(all)}
	}
	return err
}

func userNames(all []User) []string {
	var names []string
	for _, u := range all {
		names = append(names, u.Name)
	}
	return names
}

// UserIsNew is [*Exists] for a user who is there.
func UserIsNew(ctx context.Context, c *client.Client, name string) error {
	all, err := Users(ctx, c)
	if err == nil && slices.Contains(userNames(all), name) {
		return &Exists{"user", name}
	}
	return err
}

// UserIsThere is [*Missing] for a user who is not.
func UserIsThere(ctx context.Context, c *client.Client, name string) error {
	return mustExist(ctx, c, name, nil)
}

// AddUser makes a user without roles; root has its own. One who is there is [*Exists]:
// etcd would change the password.
func AddUser(ctx context.Context, c *client.Client, name, password string) (User, error) {
	if err := checkUser(name, password); err != nil {
		return User{}, err
	}
	if err := UserIsNew(ctx, c, name); err != nil {
		return User{}, err
	}
	return changeUser(ctx, c, userChange{User: name, Password: password})
}

// SetPassword changes the password of a user who is there, else [*Missing]: etcd would
// make one.
func SetPassword(ctx context.Context, c *client.Client, name, password string) error {
	if err := checkUser(name, password); err != nil {
		return err
	}
	if err := UserIsThere(ctx, c, name); err != nil {
		return err
	}
	_, err := changeUser(ctx, c, userChange{User: name, Password: password})
	return err
}

func checkUser(name, password string) error {
	if err := checkName("user", name); err != nil {
		return err
	}
	if strings.Contains(name, ":") {
		return &client.Argument{Name: "user", Reason: "has a colon, with which it could not be named in a request: the password begins there"}
	}
	if password == "" {
		return &client.Argument{Name: "password", Reason: "is empty, which etcd does not take"}
	}
	return nil
}

// RemoveUser removes a user.
func RemoveUser(ctx context.Context, c *client.Client, name string) error {
	if err := checkName("user", name); err != nil {
		return err
	}
	return c.JSON(ctx, http.MethodDelete, userPath(name), nil, nil)
}

// GrantRoles gives a user roles, beside those that the user has. A role that is not
// there is [*Missing]: etcd would take it, and tell nothing of the user from then on.
func GrantRoles(ctx context.Context, c *client.Client, name string, roles []string) (User, error) {
	known, err := Roles(ctx, c)
	if err != nil {
		return User{}, err
	}
	for _, r := range roles {
		if names := roleNames(known); !slices.Contains(names, r) {
			return User{}, &Missing{"role", r, names}
		}
	}
	u, err := GetUser(ctx, c, name)
	if err != nil && !isStatus(err, http.StatusNotFound) {
		return User{}, err
	}
	if roles = without(roles, u.RoleNames()); len(roles) == 0 {
		return u, nil
	}
	return changeUser(ctx, c, userChange{User: name, Grant: roles})
}

// RevokeRoles takes roles from a user, also such as are gone. One that the user does
// not have is [*Missing], where etcd tells the roles.
func RevokeRoles(ctx context.Context, c *client.Client, name string, roles []string) (User, error) {
	u, err := GetUser(ctx, c, name)
	if err != nil && !isStatus(err, http.StatusNotFound) {
		return User{}, err
	}
	if lacks := without(roles, u.RoleNames()); err == nil && len(lacks) > 0 {
		return User{}, &Missing{"role", lacks[0] + " of " + name, u.RoleNames()}
	}
	return changeUser(ctx, c, userChange{User: name, Revoke: roles})
}

func changeUser(ctx context.Context, c *client.Client, change userChange) (User, error) {
	var answer userAnswer
	err := c.JSON(ctx, http.MethodPut, userPath(change.User), change, &answer)
	return answer.user(), err
}

func userPath(name string) string { return usersPath + "/" + name }
