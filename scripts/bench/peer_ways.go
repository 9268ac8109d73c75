//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	official "go.etcd.io/etcd/client/v2"
)

// raw writes and reads bytes. An answer to such requests ends with the line that
// its JSON is.
func raw(to *url.URL) (sender, error) {
	conn, err := net.Dial("tcp", to.Host)
	if err != nil {
		return nil, err
	}
	answers := bufio.NewReader(conn)
	return func(r request) error {
		if _, err := io.WriteString(conn, r.wire(to.Host)); err != nil {
			return err
		}
		status, err := answers.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(status, "HTTP/1.1 20") {
			return fmt.Errorf("got %q", status)
		}
		for {
			line, err := answers.ReadSlice('\n')
			if err != nil || bytes.HasSuffix(line, []byte("}\n")) {
				return err
			}
		}
	}, nil
}

func (r request) wire(host string) string {
	if r.form == "" {
		return "GET /v2/keys" + r.key + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	}
	return fmt.Sprintf("PUT /v2/keys%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", r.key, host, len(r.form), r.form)
}

func netHTTP(to *url.URL) (sender, error) {
	client := &http.Client{Transport: &http.Transport{}}
	return func(r request) error {
		method := http.MethodPut
		if r.form == "" {
			method = http.MethodGet
		}
		req, err := http.NewRequest(method, to.JoinPath("/v2/keys", r.key).String(), strings.NewReader(r.form))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode/100 != 2 {
			return fmt.Errorf("got %s", resp.Status)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}, nil
}

func officialClient(to *url.URL) (sender, error) {
	client, err := official.New(official.Config{Endpoints: []string{to.String()}, Transport: &http.Transport{}})
	if err != nil {
		return nil, err
	}
	keys := official.NewKeysAPI(client)
	return func(r request) error {
		if r.form == "" {
			_, err := keys.Get(context.Background(), r.key, nil)
			return err
		}
		form, err := url.ParseQuery(r.form)
		if err == nil {
			_, err = keys.Set(context.Background(), r.key, form.Get("value"), nil)
		}
		return err
	}, nil
}
