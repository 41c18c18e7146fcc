module github.com/deskhand/deskhand

go 1.26.0

require (
	github.com/alecthomas/kong v1.17.0 // flags, environment and help of the command line, from struct tags
	github.com/chromedp/cdproto v0.159.0 // with chromedp: what it says to the browser
	github.com/chromedp/chromedp v0.23.0 // tests only: drives a real Chromium over the demo and the workspace's page
	github.com/fxamacker/cbor/v2 v2.9.6 // records on disk: one form for one value, which hash chains need
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // benchmarks only: encoding/json v2, the codec compared with; chromedp brings it
	github.com/google/uuid v1.6.0 // row keys: UUIDv5 of a deed
	github.com/gorilla/websocket v1.5.3 // Socket Mode, both sides; slack-go brings it too
	github.com/prometheus/client_golang v1.25.0 // /metrics: what operators scrape
	github.com/rickar/cal/v2 v2.1.26 // tests only: a foreign calendar engine, and a second source of holidays
	github.com/rs/zerolog v1.35.1 // logs
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // the workspace refuses blocks as Slack does; tests hold our own schemas
	github.com/slack-go/slack v0.35.0 // Slack's Web API and types; never below 0.35, which stopped taking unsigned payloads
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1 // signs what leaves for the operator's webhook
	go.etcd.io/bbolt v1.5.0 // the store in one file
	go.yaml.in/yaml/v4 v4.0.0 // desk folders: every fault at once, with line and column
	golang.org/x/sys v0.49.0 // thread CPU time in benchmarks, and the full disk's error number
	pgregory.net/rapid v1.3.0 // tests only: properties with shrinking
)

require (
	github.com/beorn7/perks v1.0.1 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/prometheus/client_model v0.6.3 // indirect
	github.com/prometheus/common v0.72.0 // indirect
	github.com/prometheus/procfs v0.22.0 // indirect
	github.com/x448/float16 v0.8.4 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)
