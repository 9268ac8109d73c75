package doctor

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// judgePorts looks at each URL that a member tells its clients.
func judgePorts(f *Facts) Finding {
	schemes, loopback, remote := map[string]bool{}, "", false
	elsewhere := f.perMember(Member.elsewhere)
	failed := f.perMember(func(m Member) string {
		var parts []string
		for _, p := range m.Ports {
			if p.Err != nil {
				parts = append(parts, p.URL+": "+p.Err.Error())
			}
			if u, err := url.Parse(p.URL); err == nil {
				schemes[u.Scheme] = true
				if isLoopback(u.Hostname()) {
					loopback = p.URL
				} else {
					remote = true
				}
			}
		}
		return strings.Join(parts, ", ")
	})
	switch {
	case f.Listed != nil:
		return Finding{Verdict: Unseen, Seen: "the members cannot be listed, nor what they tell their clients: " + f.Listed.Error()}
	case failed != "" && elsewhere != "" && !f.anyMember(func(m Member) bool { return m.elsewhere() == "" }):
		return Finding{Note, "what members tell their clients is no URL for this shell: " + failed, []string{"use the URLs where they do answer: " + elsewhere}}
	case failed != "":
		return Finding{Bad, "not every URL serves, as seen from here: " + failed, []string{"--advertise-client-urls should name what clients can reach, and speaks HTTP for this shell"}}
	case loopback != "" && (remote || len(f.Members) > 1 && !f.allLoopback()):
		return Finding{Bad, loopback + " is this machine for whoever reads it, not the member", []string{"start the member with an --advertise-client-urls that others reach"}}
	case len(schemes) > 1:
		return Finding{Note, "some URLs have TLS and some have not", []string{"give clients those with https"}}
	}
	return Finding{Verdict: Well, Seen: fmt.Sprintf("all serve, as seen from here: %s", strings.Join(f.urls(), ", "))}
}

// elsewhere names an endpoint in use where the member answers, although none of the URLs
// does that it tells its clients; "" where there is none.
func (m Member) elsewhere() string {
	for _, p := range m.Ports {
		if p.Err == nil {
			return ""
		}
	}
	if m.Err != nil || len(m.Ports) == 0 {
		return ""
	}
	return m.URLs[0]
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (f *Facts) urls() []string {
	var all []string
	for _, m := range f.Members {
		all = append(all, m.ClientURLs...)
	}
	return all
}

func (f *Facts) allLoopback() bool {
	for _, text := range f.urls() {
		if u, err := url.Parse(text); err != nil || !isLoopback(u.Hostname()) {
			return false
		}
	}
	return true
}
