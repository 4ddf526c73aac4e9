package engine

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/argoproj/notifications-engine/pkg/subscriptions"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// TestTheEngineTakesEveryRendering: every service, trigger and template, and every subscription leads to one of each.
func TestTheEngineTakesEveryRendering(t *testing.T) {
	files, err := os.ReadDir(filepath.Join("..", "expected"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no renderings: %v", err)
	}
	g := startGitHub(t)
	for _, file := range files {
		name := strings.TrimSuffix(file.Name(), ".yaml")
		t.Run(name, func(t *testing.T) {
			r := readRendering(t, name)
			configMap := r.configMap(t)
			if configMap == nil {
				if name != "no-notifications" {
					t.Fatal("there is no ConfigMap")
				}
				return
			}
			secret := pointAt(configMap, g)
			secret.Data["slack-token"] = []byte("xoxb-test")
			configured, err := newAPI(configMap, secret)
			if err != nil {
				t.Fatal(err)
			}
			for trigger, conditions := range configured.GetConfig().Triggers {
				for _, condition := range conditions {
					for _, template := range condition.Send {
						if _, ok := configured.GetConfig().Templates[template]; !ok {
							t.Errorf("%s sends %s, which is no template", trigger, template)
						}
					}
				}
			}
			for _, application := range append(r.ofKind("Application"), previews(r)...) {
				destinations := subscriptions.NewAnnotations(application.GetAnnotations()).GetDestinations(nil, nil)
				if len(destinations) < 4 {
					t.Errorf("%s subscribes to %d triggers", application.GetName(), len(destinations))
				}
				for trigger, services := range destinations {
					if _, ok := configured.GetConfig().Triggers[trigger]; !ok {
						t.Errorf("%s subscribes to %s, which is no trigger", application.GetName(), trigger)
					}
					for _, service := range services {
						if _, ok := configured.GetNotificationServices()[service.Service]; !ok {
							t.Errorf("%s subscribes with %s, which is no service", application.GetName(), service.Service)
						}
					}
				}
			}
		})
	}
}

func previews(r rendering) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	for _, set := range r.ofKind("ApplicationSet") {
		template, _, _ := unstructured.NestedMap(set.Object, "spec", "template")
		found = append(found, &unstructured.Unstructured{Object: template})
	}
	return found
}

func TestServices(t *testing.T) {
	want := map[string][]string{
		"no-registrations":          nil,
		"one-installation":          {"github-1234567890123456789"},
		"repo-registrations-values": {"github-12345678", "github-87654321"},
		"missing-id":                {"github", "github-777"},
		"extra-notifications":       {"slack"},
	}
	for name, services := range want {
		t.Run(name, func(t *testing.T) {
			configMap := readRendering(t, name).configMap(t)
			config, err := newAPI(configMap, func() *corev1.Secret {
				secret := pointAt(configMap, startGitHub(t))
				secret.Data["slack-token"] = []byte("xoxb-test")
				return secret
			}())
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Sorted(maps.Keys(config.GetNotificationServices())); !slices.Equal(got, services) {
				t.Errorf("the services are %v, and should be %v", got, services)
			}
		})
	}
}

// TestWhatStopsAllNotifications: these checks can fail, and these are the engine's words for it.
func TestWhatStopsAllNotifications(t *testing.T) {
	good := "appID: \"999\"\ninstallationID: \"12345678\"\nprivateKey: $github-privateKey\n"
	cases := []struct{ what, key, text, words string }{
		{"the installation as the service's type", "service.github-99", good,
			"service type 'github-99' is not supported"},
		{"a dot in the service's name", "service.github.org.a", good, "invalid service key"},
		{"a key that the Secret does not have", "service.github.github-1",
			strings.Replace(good, "$github-privateKey", "$missing", 1), "could not parse private key"},
		{"an id that Helm wrote as a float", "service.github.github-1",
			strings.Replace(good, "\"12345678\"", "\"1.2345678e+07\"", 1), "unable to cast"},
		{"a trigger that is no expr", "trigger.broken", "- when: '('\n  send: [x]\n", "unexpected token"},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			g := startGitHub(t)
			configMap := readRendering(t, "repo-registrations-values").configMap(t)
			secret := pointAt(configMap, g)
			configMap.Data[c.key] = c.text
			if _, err := newAPI(configMap, secret); err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("the engine says %v, and should say %q", err, c.words)
			}
		})
	}
}
