package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/argoproj/notifications-engine/pkg/api"
	"github.com/argoproj/notifications-engine/pkg/controller"
	"github.com/argoproj/notifications-engine/pkg/services"
	"github.com/argoproj/notifications-engine/pkg/subscriptions"
	"github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/dynamic/fake"
	clienttesting "k8s.io/client-go/testing"
	"sigs.k8s.io/yaml"
)

var applications = schema.GroupVersionResource{Group: "argoproj.io", Version: "v1alpha1", Resource: "applications"}

const stepAnnotation = "test/step"

func TestMain(m *testing.M) {
	logrus.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// clock is what triggers use of Argo CD's time functions (argo-cd util/notification/expression/time).
var clock = map[string]any{
	"Now": time.Now,
	"Parse": func(timestamp string) time.Time {
		parsed, err := time.Parse(time.RFC3339, timestamp)
		if err != nil {
			panic(err)
		}
		return parsed
	},
}

// newAPI builds what Argo CD builds of its ConfigMap and Secret, with the variables that it gives to triggers and
// templates (argo-cd util/notification/settings).
func newAPI(configMap *corev1.ConfigMap, secret *corev1.Secret) (api.API, error) {
	config, err := api.ParseConfig(configMap, secret)
	if err != nil {
		return nil, err
	}
	variables := map[string]string{}
	if err := yaml.Unmarshal([]byte(configMap.Data["context"]), &variables); err != nil {
		return nil, err
	}
	return api.NewAPI(*config, func(app map[string]any, _ services.Destination) map[string]any {
		return map[string]any{"app": app, "context": variables, "secrets": secret.Data, "time": clock}
	})
}

// pointAt makes every GitHub service of the ConfigMap use that API, and returns the Secret they need.
func pointAt(configMap *corev1.ConfigMap, g *gitHub) *corev1.Secret {
	for key, text := range configMap.Data {
		if strings.HasPrefix(key, "service.github") {
			kept, _, _ := strings.Cut(text, "enterpriseBaseURL:")
			configMap.Data[key] = kept + "enterpriseBaseURL: " + g.url + "\n"
		}
	}
	return &corev1.Secret{Data: map[string][]byte{"github-privateKey": g.pem, "the_Key": g.pem}}
}

// oneAPI is the factory of a controller that has one configuration.
type oneAPI struct{ api api.API }

func (f oneAPI) GetAPI() (api.API, error) { return f.api, nil }
func (f oneAPI) GetAPIsFromNamespace(namespace string) (map[string]api.API, error) {
	return map[string]api.API{namespace: f.api}, nil
}

// argoCD runs the engine's controller over one Application.
type argoCD struct {
	t      *testing.T
	client dynamic.ResourceInterface
	name   string
	passes chan controller.NotificationEventSequence
	steps  int
}

func startArgoCD(t *testing.T, g *gitHub, configMap *corev1.ConfigMap, application *unstructured.Unstructured) *argoCD {
	t.Helper()
	configured, err := newAPI(configMap, pointAt(configMap, g))
	if err != nil {
		t.Fatal(err)
	}
	application.SetAnnotations(with(application.GetAnnotations(), stepAnnotation, "0"))
	client := fake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(),
		map[schema.GroupVersionResource]string{applications: "ApplicationList"}, application)
	informer := dynamicinformer.NewDynamicSharedInformerFactory(client, 0).ForResource(applications).Informer()
	a := &argoCD{
		t:      t,
		client: client.Resource(applications).Namespace(application.GetNamespace()),
		name:   application.GetName(),
		passes: make(chan controller.NotificationEventSequence, 100),
	}
	engine := controller.NewController(client.Resource(applications), informer, oneAPI{configured},
		controller.WithEventCallback(func(pass controller.NotificationEventSequence) { a.passes <- pass }))
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	watched := watchOf(client)
	go informer.Run(stop)
	go engine.Run(1, stop)
	<-watched
	a.settle()
	return a
}

// watchOf is closed when somebody watches. The fake API keeps no history: what changes between a list and the watch after
// it would be seen by nobody.
func watchOf(client *fake.FakeDynamicClient) <-chan struct{} {
	watched := make(chan struct{})
	var once sync.Once
	client.PrependWatchReactor("*", func(action clienttesting.Action) (bool, watch.Interface, error) {
		changes, err := client.Tracker().Watch(action.GetResource(), action.GetNamespace())
		once.Do(func() { close(watched) })
		return true, changes, err
	})
	return watched
}

// becomes changes the Application, and returns when the engine has nothing more to do about it. A minute passes before.
func (a *argoCD) becomes(change func(application *unstructured.Unstructured)) {
	a.t.Helper()
	application, err := a.client.Get(context.Background(), a.name, metav1.GetOptions{})
	if err != nil {
		a.t.Fatal(err)
	}
	a.steps++
	annotations := with(application.GetAnnotations(), stepAnnotation, strconv.Itoa(a.steps))
	if memory, ok := annotations[subscriptions.NotifiedAnnotationKey()]; ok {
		annotations[subscriptions.NotifiedAnnotationKey()] = olderByAMinute(a.t, memory)
	}
	application.SetAnnotations(annotations)
	change(application)
	if _, err := a.client.Update(context.Background(), application, metav1.UpdateOptions{}); err != nil {
		a.t.Fatal(err)
	}
	a.settle()
}

// settle waits for the pass over the newest Application in which nothing was sent. What a pass remembers is written to
// the Application, so the pass that follows shows that nothing is sent twice.
func (a *argoCD) settle() {
	a.t.Helper()
	for {
		select {
		case pass := <-a.passes:
			if pass.Resource == nil || pass.Resource.GetAnnotations()[stepAnnotation] != strconv.Itoa(a.steps) {
				continue
			}
			if len(pass.Errors) > 0 || len(pass.Warnings) > 0 {
				a.t.Logf("the engine's errors: %v %v", pass.Errors, pass.Warnings)
			}
			sent := false
			for _, delivery := range pass.Delivered {
				sent = sent || !delivery.AlreadyNotified
			}
			if !sent {
				return
			}
		case <-time.After(time.Minute):
			a.t.Fatal("the engine did not look at the Application")
		}
	}
}

func with(annotations map[string]string, key, value string) map[string]string {
	copied := map[string]string{key: value}
	for k, v := range annotations {
		if k != key {
			copied[k] = v
		}
	}
	return copied
}

// The chart's oncePer ends in the time that something else was told, which gets older as well; 0 is never.
var oncePerTime = regexp.MustCompile(`@[1-9][0-9]*:`)

func aMinuteLess(text string) string {
	seconds, err := strconv.ParseInt(strings.Trim(text, "@:"), 10, 64)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("@%d:", seconds-60)
}

func olderByAMinute(t *testing.T, memory string) string {
	var times map[string]int64
	if err := json.Unmarshal([]byte(memory), &times); err != nil {
		t.Fatal(err)
	}
	older := map[string]int64{}
	for key, told := range times {
		older[oncePerTime.ReplaceAllStringFunc(key, aMinuteLess)] = told - 60
	}
	text, err := json.Marshal(older)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
