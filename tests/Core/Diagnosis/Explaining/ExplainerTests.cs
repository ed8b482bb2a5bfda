using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Diagnosis.Explaining;

/// <summary>What is told first, and what is not told.</summary>
public sealed class ExplainerTests
{
    private static readonly EvidenceSet Nothing = new() { TakenAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero) };

    [Test]
    public void A_cause_comes_before_what_follows_from_it_and_before_what_only_wraps_it() => Assert.That(
        Explain(
            Nothing,
            new(SymptomPlace.HelmError, "release istiod in istio-system", "Error: UPGRADE FAILED: context deadline exceeded"),
            new(SymptomPlace.ContainerWaiting, "pod/istiod-1 in istio-system", "CrashLoopBackOff: back-off 5m0s restarting failed container"),
            new(SymptomPlace.Event, "replicaset/web in beta", "failed calling webhook \"namespace.sidecar-injector.istio.io\": no endpoints available for service \"istiod\""),
            new(SymptomPlace.PodLog, "pod/istiod-1 in istio-system", "failed to create an istiod CA: certificate is not authorized to sign other certificates"))
            .Select(found => found.Signature.Id),
        Is.EqualTo(new[] { "ca-not-authorized", "webhook-no-endpoints", "helm-wait-timeout-v3", "crashloop" }));

    [Test]
    public void Of_two_signatures_for_one_message_the_one_that_says_more_is_told() => Assert.That(
        Explain(Nothing, new Symptom(SymptomPlace.Event, "service/web in beta", "Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for creating the ELB")).Select(found => found.Signature.Id),
        Is.EqualTo(new[] { "lb-no-subnets-legacy" }));

    [Test]
    public void A_cause_that_is_ruled_out_is_said_to_be_and_the_next_is_told()
    {
        var found = Explain(With("Pod", Pod("istiod-1", "istio-system", ready: true)), new Symptom(SymptomPlace.Event, "replicaset/web in beta", "failed calling webhook \"namespace.sidecar-injector.istio.io\": Post \"https://istiod\": context deadline exceeded")).Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Answers[0].Answer.Verdict, Is.EqualTo(CheckVerdict.RuledOut));
            Assert.That(found.Cause, Is.SameAs(found.Signature.Causes[1]));
            Assert.That(found.Confidence, Is.EqualTo(Confidence.Possible));
            Assert.That(found.ToFinding().Evidence, Does.Contain("ruled out: No istiod is ready to answer (1 of 1 Pod with app=istiod is ready)").And.Contain("confidence: possible; to be sure: network policies in the namespace of istiod"));
        });
    }

    [Test]
    public void Where_every_cause_is_ruled_out_the_message_is_told_without_one()
    {
        var found = Explain(
            With("Service", Object("Service", "istiod-1-24", "istio-system"), ("MutatingWebhookConfiguration", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "x" } })),
            new Symptom(SymptomPlace.Event, "replicaset/web in beta", "failed calling webhook \"rev.istio.io\": service \"istiod-1-24\" not found")).Single();
        Assert.That((found.Cause, found.ToFinding().Code), Is.EqualTo(((SignatureCause?)null, "DIA053")));
        Assert.That(found.ToFinding().Cause, Is.EqualTo("None of the causes known for \"Service of a webhook is gone\" was found"));
    }

    [Test]
    public void A_weak_message_is_told_where_a_cause_is_confirmed_only()
    {
        var timeout = new Symptom(SymptomPlace.ClientTimeout, "pod/web-1 in beta", "dial tcp 10.0.2.15:443: i/o timeout") { Namespace = "beta" };
        var service = Object("Service", "web", "beta");
        service["metadata"]!["annotations"] = new JsonObject { ["service.beta.kubernetes.io/aws-load-balancer-target-group-attributes"] = "preserve_client_ip.enabled=true" };
        Assert.Multiple(() =>
        {
            Assert.That(Explain(Nothing, timeout), Is.Empty);
            Assert.That(Explain(With("Service", Object("Service", "web", "beta")), timeout), Is.Empty);
            Assert.That(Explain(With("Service", service), timeout).Single().Confidence, Is.EqualTo(Confidence.Proven));
        });
    }

    [TestCase(SymptomPlace.PodLog, "CrashLoopBackOff")]
    [TestCase(SymptomPlace.CiLog, "CrashLoopBackOff")]
    [TestCase(SymptomPlace.CiLog, "dial tcp 10.0.2.15:443: i/o timeout")]
    [TestCase(SymptomPlace.CiLog, "503 UH is a flag")]
    [TestCase(SymptomPlace.Event, "exceeded its progress")]
    [TestCase(SymptomPlace.HelmError, "istio-cni cmdAdd failed to contact node Istio CNI agent")]
    public void A_message_in_a_place_where_it_does_not_appear_is_none(SymptomPlace place, string text) => Assert.That(Explain(Nothing, new Symptom(place, "x", text)), Is.Empty);

    [Test]
    public void A_thousand_pods_that_say_the_same_are_one_finding()
    {
        var found = Explain(Nothing, [.. Enumerable.Range(0, 1000).Select(index => new Symptom(SymptomPlace.PodLog, $"pod/web-{index} in beta", "exec /app: exec format error") { Namespace = "beta", Pod = $"web-{index}" })]).Single();
        Assert.That((found.Symptoms.Count, found.ToFinding().Subject), Is.EqualTo((1000, "pod/web-0 in beta and 999 more")));
    }

    [Test]
    public void Of_those_that_say_the_same_a_few_are_looked_at_and_the_others_are_said_not_to_be()
    {
        var found = Explain(Nothing, Many("one", 30)).Single();
        Assert.Multiple(() =>
        {
            Assert.That((found.Symptoms.Count, found.NotAsked, found.WasAsked), Is.EqualTo((30, 5, true)));
            Assert.That(found.NotEvaluated, Is.EqualTo("DIA094: 5 of 30 messages, which say the same as the others, were not looked at for their cause"));
            Assert.That(found.ToFinding().Evidence, Does.Contain("not evaluated: DIA094: 5 of 30"));
            Assert.That(Explain(Nothing, Many("one", 25)).Single().NotEvaluated, Is.Null);
        });
    }

    [Test]
    public void Another_cause_is_never_put_under_the_best_founded_one_however_many_come_before_it()
    {
        var evidence = Machines((Many("one", 60), "arm64"), (Many("two", 60), "amd64"));
        var found = Explain(evidence, [.. Many("one", 60), .. Many("two", 60)]);
        Assert.That(found.Select(one => (one.Confidence, one.Symptoms.Select(symptom => symptom.Pod![..3]).Distinct().Single(), one.Symptoms.Count)), Is.EquivalentTo(new[] { (Confidence.Proven, "one", 60), (Confidence.Possible, "two", 60) }));
        Assert.That(found[0].Evidence, Has.Some.Contains("a is built for linux/amd64, and node one-0 is linux/arm64"));
        Assert.That(found[1].Cause, Is.Not.SameAs(found[0].Cause));
    }

    [Test]
    public void Where_those_that_were_looked_at_differ_the_others_stand_for_themselves()
    {
        // Of one workload, on nodes of two kinds.
        var all = Many("one", 40);
        var found = Explain(Machines((all[..10], "arm64"), (all[10..], "amd64")), all);
        Assert.That(found.Select(one => (one.Symptoms.Count, one.NotAsked)), Is.EqualTo(new[] { (10, 0), (15, 0), (15, 15) }));
        Assert.That(found[2].ToFinding(), Has.Property(nameof(Finding.Cause)).StartsWith("It was not looked at which of the causes").And.Property(nameof(Finding.Remedy)).Contains("--selector"));
        Assert.That(found[2].Standing, Is.EqualTo("confidence: possible; its causes were not looked at"));
    }

    [Test]
    public void However_many_ways_of_saying_it_there_are_the_questions_are_bounded()
    {
        var found = Explain(Nothing, [.. Enumerable.Range(0, 1000).Select(at => new Symptom(SymptomPlace.PodLog, "pod/web in beta", $"exec /{Letters(at)}: exec format error"))]);
        Assert.That(found.Select(one => (one.Symptoms.Count, one.NotAsked)), Is.EqualTo(new[] { (200, 0), (800, 800) }));
    }

    [Test]
    public void What_the_logs_of_istiod_say_proves_why_a_proxy_is_refused()
    {
        var evidence = With("Pod", Labelled(Pod("istiod-1", "istio-system", ready: true))) with
        {
            Logs = [new ContainerLog("istio-system", "istiod-1", "discovery", false, ["error\tsecurity\ttoken audiences [vault] is invalid for the target audiences [istio-ca]"])],
        };
        var found = Explain(evidence, new Symptom(SymptomPlace.PodLog, "pod/gw-1 in loadtest", "DeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}") { Namespace = "loadtest", Pod = "gw-1" }).Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Confidence, Is.EqualTo(Confidence.Proven));
            Assert.That(found.Cause!.Text, Does.Contain("another audience"));
            Assert.That(found.ToFinding().Evidence, Does.Contain("seen: discovery of pod istiod-1 in istio-system: error"));
        });
    }

    [Test]
    public void What_steers_a_terminal_is_taken_out_of_evidence() =>
        Assert.That(Explain(Nothing, new Symptom(SymptomPlace.PodLog, "pod/web-1 in beta", "\u001b[31mexec /app\0: exec format error\u001b[0m")).Single().ToFinding().Evidence, Does.StartWith("exec /app␀: exec format error\n"));

    private static Symptom[] Many(string name, int number) => [.. Enumerable.Range(0, number).Select(at => new Symptom(SymptomPlace.PodLog, $"pod/{name}-{at} in beta", "exec /app: exec format error") { Namespace = "beta", Pod = $"{name}-{at}", Container = "app" })];

    private static string Letters(int number) => string.Concat($"{number}".Select(digit => (char)('a' + digit - '0')));

    // Each pod on a node of its own; the image is built for amd64.
    private static EvidenceSet Machines(params (Symptom[] Pods, string Architecture)[] all) => Nothing with
    {
        Objects = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>
        {
            [ResourceKind.Pod] = [.. all.SelectMany(one => one.Pods).Select(symptom => new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = symptom.Pod, ["namespace"] = "beta", ["ownerReferences"] = new JsonArray(new JsonObject { ["controller"] = true, ["uid"] = symptom.Pod![..3] }) },
                ["spec"] = new JsonObject { ["nodeName"] = symptom.Pod, ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "a" }) },
            })],
            [ResourceKind.Node] = [.. all.SelectMany(one => one.Pods.Select(symptom => new JsonObject { ["metadata"] = new JsonObject { ["name"] = symptom.Pod }, ["status"] = new JsonObject { ["nodeInfo"] = new JsonObject { ["architecture"] = one.Architecture } } }))],
        },
        Platforms = new Dictionary<string, IReadOnlyList<Platform>> { ["a"] = [new("linux", "amd64")] },
    };

    private static IReadOnlyList<Explanation> Explain(EvidenceSet evidence, params Symptom[] symptoms) => new Explainer(SignatureBooks.BuiltIn).Explain(symptoms, evidence);

    private static EvidenceSet With(string kind, JsonObject item, params (string Kind, JsonObject Item)[] more) => Nothing with
    {
        Objects = more.Append((kind, item)).ToDictionary(pair => new ResourceKind("", "v1", pair.Item1, pair.Item1), pair => (IReadOnlyList<JsonObject>)[pair.Item2]),
    };

    private static JsonObject Object(string kind, string name, string ns) => new() { ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns } };

    private static JsonObject Pod(string name, string ns, bool ready)
    {
        var pod = Object("Pod", name, ns);
        pod["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" }) };
        return Labelled(pod);
    }

    private static JsonObject Labelled(JsonObject pod)
    {
        pod["metadata"]!["labels"] = new JsonObject { ["app"] = "istiod" };
        return pod;
    }
}
