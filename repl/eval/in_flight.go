package eval

import (
	"fmt"

	"etcd2sh/client"
)

// FewerJobs says why of so many --jobs fewer have a request in flight; empty where that
// is not so.
func FewerJobs(c *client.Client, jobs int) string {
	if c.User() == "" || jobs <= client.MostWithUser {
		return ""
	}
	return fmt.Sprintf("--jobs %d: as %s no more than %d requests are in flight, since etcd takes about 75 ms of its processor to check the password of each", jobs, c.User(), client.MostWithUser)
}

// WarnOfJobs tells that of so many --jobs fewer have a request in flight, where that is
// so.
func (s *Session) WarnOfJobs(jobs int) {
	if fewer := FewerJobs(s.Client(), jobs); fewer != "" {
		s.Warn(fewer)
	}
}

// Bulk is the title of work of many requests, which says where a user makes it slow.
func (f *Frame) Bulk(title string) string {
	c := f.Client()
	if c.User() == "" {
		return title
	}
	return fmt.Sprintf("%s, %d at a time as %s", title, client.MostWithUser, c.User())
}
