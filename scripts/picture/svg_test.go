//go:build unix

package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

// shown gives a terminal's screen after a program sent the text.
func shown(t *testing.T, text string) screen {
	t.Helper()
	term := &terminal{emulator: vt10x.New(vt10x.WithSize(columns, rows))}
	for _, c := range text {
		term.show(c)
	}
	s, _ := term.look()
	return s
}

// texts gives what stands in a picture's lines, the window's title first.
func texts(t *testing.T, svg []byte) []string {
	t.Helper()
	var lines []string
	in := 0
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "text" {
				lines = append(lines, "")
				in++
			}
		case xml.EndElement:
			if token.Name.Local == "text" {
				in--
			}
		case xml.CharData:
			if in > 0 {
				lines[len(lines)-1] += string(token)
			}
		}
	}
}

func TestDraw(t *testing.T) {
	t.Parallel()
	s := shown(t, "a <b> & \x1b[1;32m\"物理\"\x1b[0m x\r\n\r\n├── \x1b[41mred\x1b[0m\r\n> ")
	var svg bytes.Buffer
	draw(&svg, s)
	got := strings.Join(texts(t, svg.Bytes()), "\n")
	if want := "etcd2sh-sandbox\na <b> & \"物理\" x\n├── red\n>"; got != want {
		t.Errorf("got the text %q, want %q", got, want)
	}
	for what, want := range map[string]string{
		"a wide character of two cells": `<tspan x="` + column(9) + `" textLength="16.86" style="fill: ` + palette[10] + `" font-weight="bold">物</tspan>`,
		"text behind wide characters":   `<tspan x="` + column(14) + `" textLength="16.86"> x</tspan>`,
		"a background":                  `<rect x="` + column(4) + `" y="72" width="25.29" height="18" fill="` + palette[1] + `"/>`,
	} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("got no %s, %s, in\n%s", what, want, svg.String())
		}
	}
}
