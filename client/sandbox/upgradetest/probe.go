package upgradetest

import (
	"net/http"
	"time"
)

// probeEvery is how often a member is asked for its health.
const probeEvery = 10 * time.Millisecond

// Probe asks the member for its health until the test ends, as operators' probes do; while
// it is stopped it just does not answer.
func (m *Member) Probe() {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for again := time.Tick(probeEvery); m.t.Context().Err() == nil; <-again {
			req, err := http.NewRequestWithContext(m.t.Context(), http.MethodGet, m.Client+"/health", nil)
			if err != nil {
				return
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
			}
		}
	}()
	m.t.Cleanup(func() { <-ended })
}
