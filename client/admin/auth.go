package admin

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"etcd2sh/client"
)

const enablePath = "/v2/auth/enable"

// Root is the user without whom authentication cannot be enabled.
const Root = "root"

// Enabled reports whether authentication is enabled. Anybody may ask.
func Enabled(ctx context.Context, c *client.Client) (bool, error) {
	var answer struct {
		Enabled bool `json:"enabled"`
	}
	err := c.JSON(ctx, http.MethodGet, enablePath, nil, &answer)
	return answer.Enabled, err
}

// GuestRights gives what whoever gives no user may do once authentication is enabled:
// everything, where there is no role for them yet.
func GuestRights(ctx context.Context, c *client.Client) (Role, error) {
	r, err := GetRole(ctx, c, Guest)
	if errors.As(err, new(*Missing)) {
		return Role{Guest, []string{Everything}, []string{Everything}}, nil
	}
	return r, err
}

// Enable has users asked for. Without a user root it is [*Missing].
func Enable(ctx context.Context, c *client.Client) error {
	all, err := Users(ctx, c)
	if err != nil {
		return err
	}
	if names := userNames(all); !slices.Contains(names, Root) {
		return &Missing{"user", Root, names}
	}
	return c.JSON(ctx, http.MethodPut, enablePath, nil, nil)
}

// Disable has everybody do everything. Users and roles are kept.
func Disable(ctx context.Context, c *client.Client) error {
	return c.JSON(ctx, http.MethodDelete, enablePath, nil, nil)
}
