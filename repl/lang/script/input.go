package script

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// Input gives the lines that a person types.
type Input interface {
	// ReadLine shows the prompt and gives the next line without its end. The error
	// is io.EOF at the end, with the cursor below the prompt, ErrInterrupt when the
	// line was dropped with Ctrl-C, ErrAnew, or the context's.
	ReadLine(ctx context.Context, prompt string) (string, error)
	// Ask shows a question and gives the line that answers it. What was typed
	// at a terminal before the question was shown is no answer. Its errors are
	// those of ReadLine.
	Ask(ctx context.Context, question string) (string, error)
}

// SecretInput is an [Input] that can ask for what nobody may see.
type SecretInput interface {
	Input
	// AskSecret is Ask, but the answer is neither shown nor kept.
	AskSecret(ctx context.Context, question string) (string, error)
}

// ErrInterrupt says that a person dropped the line with Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// ErrAnew says that a person went back to the lines of the command before: the next
// lines are all of it.
var ErrAnew = errors.New("entered anew")

// PlainInput reads lines as they come, for a terminal that cannot edit them.
type PlainInput struct {
	lines  LineReader
	prompt io.Writer
}

// NewPlainInput makes a PlainInput that shows its prompts on w.
func NewPlainInput(r io.Reader, w io.Writer) *PlainInput {
	return &PlainInput{LineReader{R: bufio.NewReader(r), Idle: func() {}}, w}
}

// ReadLine is an [Input]'s. An interrupted read is the context's error.
func (p *PlainInput) ReadLine(ctx context.Context, prompt string) (string, error) {
	if _, err := io.WriteString(p.prompt, prompt); err != nil {
		return "", err
	}
	line, err := p.lines.Read(ctx)
	if err == io.EOF {
		if _, err := io.WriteString(p.prompt, "\n"); err != nil {
			return "", err
		}
	}
	return line, err
}

// Ask is an [Input]'s. What comes through a pipe was meant for the question.
func (p *PlainInput) Ask(ctx context.Context, question string) (string, error) {
	return p.ReadLine(ctx, question)
}
