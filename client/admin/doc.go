// Package admin is what etcd's v2 API knows beside keys: the members of a cluster and
// how they are, users, roles, and whether users are asked for at all. It speaks
// through a [client.Client], and what that says of errors holds here, too. Begin with
// [Members], [Users], [Roles], [Enabled] or [Health].
//
// Where etcd would do harm without a word, as when it changes the password of a user who
// was to be added, these functions look first. Between the look and the change another
// client may have changed the same: etcd knows no condition here.
package admin
