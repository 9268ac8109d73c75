package render

import "io"

// Pictured is data that a person is shown in another form: on a terminal, in edn, as
// parts one below the other; anywhere else as the data that it is.
type Pictured struct {
	Value any
	Parts []any
}

func (s Style) pictured(w io.Writer, v Pictured) error {
	if s.Format != EDN || !s.Terminal {
		return s.Result(w, v.Value)
	}
	for _, part := range v.Parts {
		if err := s.Result(w, part); err != nil {
			return err
		}
	}
	return nil
}
