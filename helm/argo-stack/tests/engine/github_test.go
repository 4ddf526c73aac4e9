package engine

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

const appID = "999"

// gitHub answers the requests that the engine makes of GitHub's API, as GitHub does, and writes each change down in one
// line. What it does not know fails the test.
type gitHub struct {
	url string
	pem []byte

	mutex       sync.Mutex
	said        []string
	deployments map[string]int
	// refuse answers a change with this status code instead, if it is not 0.
	refuse func(line string) int
}

func startGitHub(t *testing.T) *gitHub {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	g := &gitHub{
		pem:         pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}),
		deployments: map[string]int{},
		refuse:      func(string) int { return 0 },
	}
	routes := http.NewServeMux()
	routes.HandleFunc("POST /api/v3/app/installations/{id}/access_tokens", func(w http.ResponseWriter, r *http.Request) {
		var claims jwt.RegisteredClaims
		_, err := jwt.ParseWithClaims(bearer(r), &claims, func(*jwt.Token) (any, error) { return &key.PublicKey, nil })
		if err != nil || claims.Issuer != appID {
			answer(w, http.StatusUnauthorized, map[string]any{"message": "A JSON web token could not be decoded"})
			return
		}
		answer(w, http.StatusCreated, map[string]any{
			"token":      "token-of-" + r.PathValue("id"),
			"expires_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
		})
	})
	routes.HandleFunc("POST /api/v3/repos/{owner}/{repo}/statuses/{sha}", func(w http.ResponseWriter, r *http.Request) {
		body := decode(t, r)
		g.change(w, r, fmt.Sprintf("status %s %v %q %v %q",
			r.PathValue("sha"), body["state"], body["context"], body["target_url"], body["description"]), nil)
	})
	routes.HandleFunc("GET /api/v3/repos/{owner}/{repo}/deployments", func(w http.ResponseWriter, r *http.Request) {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		found := []any{}
		if id := g.deployments[r.FormValue("ref")+" "+r.FormValue("environment")]; id != 0 {
			found = append(found, map[string]any{"id": id})
		}
		answer(w, http.StatusOK, found)
	})
	routes.HandleFunc("POST /api/v3/repos/{owner}/{repo}/deployments", func(w http.ResponseWriter, r *http.Request) {
		body := decode(t, r)
		g.change(w, r, fmt.Sprintf("deployment %v %v auto_merge=%v required_contexts=%v transient=%v",
			body["ref"], body["environment"], body["auto_merge"], body["required_contexts"], body["transient_environment"]),
			func() any {
				id := len(g.deployments) + 1
				g.deployments[fmt.Sprintf("%v %v", body["ref"], body["environment"])] = id
				return map[string]any{"id": id}
			})
	})
	routes.HandleFunc("POST /api/v3/repos/{owner}/{repo}/deployments/{id}/statuses", func(w http.ResponseWriter, r *http.Request) {
		body := decode(t, r)
		g.change(w, r, fmt.Sprintf("deployment-status #%s %v %v %v %q",
			r.PathValue("id"), body["state"], body["environment"], body["environment_url"], body["description"]), nil)
	})
	routes.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("the engine asked for what this GitHub does not know: %s %s", r.Method, r.URL)
		answer(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	})
	server := httptest.NewServer(routes)
	t.Cleanup(server.Close)
	g.url = server.URL + "/api/v3"
	return g
}

// change writes a line down: the installation whose token was used, the repository, and what was asked.
func (g *gitHub) change(w http.ResponseWriter, r *http.Request, what string, result func() any) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	installation, ours := strings.CutPrefix(bearer(r), "token-of-")
	if !ours {
		answer(w, http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	line := fmt.Sprintf("%s %s/%s %s", installation, r.PathValue("owner"), r.PathValue("repo"), what)
	if code := g.refuse(line); code != 0 {
		answer(w, code, map[string]any{"message": http.StatusText(code)})
		return
	}
	g.said = append(g.said, line)
	if result == nil {
		result = func() any { return map[string]any{} }
	}
	answer(w, http.StatusCreated, result())
}

// heard returns the lines since it was last asked.
func (g *gitHub) heard() []string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	lines := g.said
	g.said = nil
	return lines
}

func bearer(r *http.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return token
}

func decode(t *testing.T, r *http.Request) map[string]any {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		t.Errorf("%s %s: the body is no JSON: %v", r.Method, r.URL, err)
	}
	return body
}

func answer(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}
