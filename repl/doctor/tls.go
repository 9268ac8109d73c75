package doctor

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// soon is when a certificate is to be renewed.
const soon = 30 * 24 * time.Hour

// judgeTLS looks at the servers' certificates.
func judgeTLS(f *Facts) Finding {
	if len(f.Certificates) == 0 && f.Listed != nil {
		return Finding{Verdict: Unseen, Seen: "no endpoint has https; the members cannot be listed: " + f.Listed.Error()}
	}
	if len(f.Certificates) == 0 {
		return Finding{Verdict: Well, Seen: "no member tells its clients a URL with https"}
	}
	var ill, unseen []string
	first := time.Time{}
	for _, c := range f.Certificates {
		if why := c.ails(time.Now()); why != "" {
			ill = append(ill, c.URL+" "+why)
		}
		if c.Err != nil {
			unseen = append(unseen, c.URL+" shows no certificate: "+c.Err.Error())
		}
		if c.Leaf != nil && (first.IsZero() || c.Leaf.NotAfter.Before(first)) {
			first = c.Leaf.NotAfter
		}
	}
	if ill != nil {
		return Finding{Bad, strings.Join(ill, "; "), []string{"renew it; etcd reads the file anew for each connection"}}
	}
	if unseen != nil {
		return Finding{Verdict: Unseen, Seen: strings.Join(unseen, "; ")}
	}
	return Finding{Verdict: Well, Seen: fmt.Sprintf("%d certificates fit their names; the first ends on %s", len(f.Certificates), first.Format(time.DateOnly))}
}

// ails says what is wrong with a certificate; "" if nothing is, or none was seen.
func (c Certificate) ails(now time.Time) string {
	if c.Err != nil {
		return ""
	}
	if left := c.Leaf.NotAfter.Sub(now); left < 0 {
		return "has a certificate that has ended on " + c.Leaf.NotAfter.Format(time.DateOnly)
	} else if left < soon {
		return fmt.Sprintf("has a certificate that ends in %d days", int(left.Hours()/24))
	}
	if u, err := url.Parse(c.URL); err == nil {
		if err := c.Leaf.VerifyHostname(u.Hostname()); err != nil {
			return "has a certificate for others: " + err.Error()
		}
	}
	return ""
}
