using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;

namespace Mesh.Core.Tests.Diagnosis.Symptoms;

/// <summary>How messages are picked out of logs.</summary>
public sealed class LogSymptomsTests
{
    private const string Message = "exec /app: exec format error";

    [TestCase("exec /app: exec format error")]
    [TestCase("2026-11-21T10:00:00.1234567Z exec /app: exec format error")]
    [TestCase("2026-11-21 10:00:00,123 exec /app: exec format error")]
    [TestCase("[2026-11-21T10:00:00.123Z] exec /app: exec format error")]
    [TestCase("10:00:00  exec /app: exec format error")]
    [TestCase("[deploy] exec /app: exec format error")]
    [TestCase("[pod/web-1/app] exec /app: exec format error")]
    [TestCase("web-1  | exec /app: exec format error")]
    [TestCase("2026-11-21T10:00:00.123456Z\terror\tca\texec /app: exec format error")]
    [TestCase("E1121 10:00:00.123456       1 main.go:12] exec /app: exec format error")]
    [TestCase("\u001b[31mexec /app: exec format error\u001b[0m")]
    [TestCase("##[error]exec /app: exec format error")]
    [TestCase("{\"level\":\"error\",\"time\":\"2026-11-21T10:00:00Z\",\"msg\":\"exec /app: exec format error\"}")]
    [TestCase("2026-11-21T10:00:00Z {\"level\":\"error\",\"msg\":\"exec /app\",\"error\":\"exec format error\"}")]
    [TestCase("exec /app: exec format error\r")]
    public void What_a_logger_puts_around_a_message_is_taken_off(string line) => Assert.That(Read(line).Single().Text, Is.EqualTo(Message));

    [Test]
    public void Quotes_that_a_logger_has_escaped_are_no_hindrance() => Assert.Multiple(() =>
    {
        Assert.That(Read("""time="2026-11-21" level=error msg="no endpoints available for service \"istiod\"" """).Single().Text, Does.Contain("for service \"istiod\""));
        Assert.That(Read("""{"level":"error","msg":"no endpoints available for service \"istiod\""}""").Single().Text, Is.EqualTo("no endpoints available for service \"istiod\""));
    });

    [TestCase("+ grep 'exec format error' istiod.log")]
    [TestCase("++ echo exec format error")]
    [TestCase("$ grep 'exec format error' istiod.log")]
    [TestCase("# exec format error means another architecture")]
    [TestCase("// exec format error")]
    [TestCase("✓ tells exec format error (3 ms)")]
    [TestCase("ok 12 - exec format error is told")]
    [TestCase("--- PASS: TestExec (0.1s) exec format error")]
    [TestCase("  Passed Tells_exec format error [3 ms]")]
    [TestCase("test exec format error ... ok [1]")]
    [TestCase("If you see exec format error, look at the architecture")]
    [TestCase("Looking in the log for exec format error")]
    [TestCase("the log does not contain exec format error")]
    [TestCase("no occurrences of exec format error")]
    [TestCase("4f2a91c fix: exec format error of the arm64 image")]
    [TestCase("0 errors, nothing in crashloop, CrashLoopBackOff is not a status here")]
    [TestCase("503 is what awk calls NR and UH")]
    [TestCase("dial tcp 10.0.2.15:443: i/o timeout")]
    public void What_only_speaks_of_a_message_is_none(string line) => Assert.That(Read(line), Is.Empty);

    [TestCase("web-6c8f7d9b5c-x2x9p   0/1     CrashLoopBackOff   6 (2m ago)      9m", SymptomPlace.ContainerWaiting, "CrashLoopBackOff")]
    [TestCase("beta   web-6c8f7d9b5c-x2x9p   0/2     Init:CrashLoopBackOff   6      9m", SymptomPlace.ContainerWaiting, "CrashLoopBackOff")]
    [TestCase("web-1   0/1   OOMKilled   0   9m", SymptomPlace.ContainerTerminated, "OOMKilled")]
    [TestCase("istio-ingressgateway   LoadBalancer   172.20.9.9   <pending>   80:31000/TCP   9m", SymptomPlace.ServiceStatus, "<pending>")]
    [TestCase("  Warning  FailedScheduling  4m (x3 over 9m)  default-scheduler  0/3 nodes are available: 3 Insufficient cpu.", SymptomPlace.Event, "0/3 nodes are available: 3 Insufficient cpu.")]
    [TestCase("4m   Warning   FailedScheduling   pod/web-1   0/3 nodes are available: 3 Insufficient cpu.", SymptomPlace.Event, "0/3 nodes are available: 3 Insufficient cpu.")]
    [TestCase("[2026-11-21T10:00:00.123Z] \"GET / HTTP/1.1\" 503 UH no_healthy_upstream - \"-\" 0 19 0 -", SymptomPlace.AccessLog, "\"GET / HTTP/1.1\" 503 UH no_healthy_upstream - \"-\" 0 19 0 -")]
    public void Tables_and_access_logs_are_read_as_what_they_are(string line, SymptomPlace place, string text)
    {
        var symptom = Read(line).Single();
        Assert.That((symptom.Place, symptom.Text), Is.EqualTo((place, text)));
    }

    [Test]
    public void An_access_log_as_JSON_is_one_as_well() => Assert.That(
        Read("""{"method":"GET","path":"/","protocol":"HTTP/1.1","response_code":503,"response_flags":"UH","response_code_details":"no_healthy_upstream","upstream_cluster":"outbound|80||web.beta.svc.cluster.local"}""").Single().Place,
        Is.EqualTo(SymptomPlace.AccessLog));

    [Test]
    public void The_states_that_describe_tells_of_are_read_with_their_reasons()
    {
        var symptoms = Read("    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       OOMKilled\n    Ready:          False\n      Reason:       OOMKilled\n");
        Assert.That(symptoms.Select(symptom => (symptom.Place, symptom.Text, symptom.Line)), Is.EqualTo(new (SymptomPlace, string, int?)[]
        {
            (SymptomPlace.ContainerWaiting, "CrashLoopBackOff", 2), (SymptomPlace.ContainerTerminated, "OOMKilled", 4),
        }));
    }

    [Test]
    public void What_is_said_again_and_again_is_told_once()
    {
        var symptom = Read(string.Concat(Enumerable.Range(0, 760).Select(index => $"Readiness probe failed: Get \"http://10.0.{index % 200}.7:15021/healthz/ready\": dial tcp 10.0.{index % 200}.7:15021: connect: connection refused\n")));
        Assert.That(symptom.Sum(one => one.Count), Is.EqualTo(760));
        Assert.That(symptom, Has.Count.LessThanOrEqualTo(3), "one for each number of digits");
    }

    [Test]
    public void The_command_before_and_the_lines_around_stand_beside_it()
    {
        var symptom = Read("+ kubectl get pods\n1\n2\n3\n4\n5\nerror: context \"null\" does not exist\n++ true\nafter\n").Single();
        Assert.That(symptom.Near.Select(near => (near.Line, near.Text)), Is.EqualTo(new[] { (1, "+ kubectl get pods"), (3, "2"), (4, "3"), (5, "4"), (6, "5"), (8, "++ true"), (9, "after") }));
    }

    [Test]
    public void Hostile_text_does_no_harm()
    {
        var text = $"\0\0exec format error\0\n{new string('x', 100_000)} exec format error\n{new string('[', 60_000)}\n{string.Concat(Enumerable.Repeat("[a] ", 20_000))}exec format error\n{{\"msg\":{new string('[', 5000)}\n\u001b]0;title\aexec format error\n";
        Assert.That(() => Read(text).Select(symptom => symptom.Line), Is.EqualTo(new int?[] { 1, 6 }));
    }

    [Test]
    public void A_line_without_end_takes_no_more_memory_than_its_beginning()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.That(new LogSymptoms(SignatureBooks.BuiltIn).Read(new Endless(50_000_000), "endless"), Is.Empty);
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(100_000_000), "the text itself would be as much");
    }

    [Test]
    public void The_log_of_a_container_is_about_its_pod()
    {
        var symptom = new LogSymptoms(SignatureBooks.BuiltIn).Read(new ContainerLog("beta", "web-1", "app", Previous: true, ["first", "exec /app: exec format error"])).Single();
        Assert.That((symptom.Place, symptom.Subject, symptom.Namespace, symptom.Pod, symptom.Container, symptom.Line), Is.EqualTo((SymptomPlace.PodLog, "pod/web-1 in beta", "beta", "web-1", "app", 2)));
    }

    [Test]
    public void A_log_is_read_to_its_end_however_long_it_is()
    {
        var line = "2026-11-21T10:00:00.123456Z\tinfo\tads\tADS: new delta connection for node:web-6c8f7d9b5c-x2x9p.beta-12, 0 errors\n";
        using var log = new Repeated(string.Concat(Enumerable.Repeat(line, 999)) + Message + "\n", 50);
        Assert.That(new LogSymptoms(SignatureBooks.BuiltIn).Read(log, "log").Single().Count, Is.EqualTo(50));
    }

    [Test]
    public void Reading_can_be_stopped() =>
        Assert.That(() => new LogSymptoms(SignatureBooks.BuiltIn).Read(new StringReader(new string('\n', 10_000)), "log", new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private static IReadOnlyList<Symptom> Read(string text) => new LogSymptoms(SignatureBooks.BuiltIn).Read(new StringReader(text), "log");

    private sealed class Repeated(string block, int times) : TextReader
    {
        private int at;

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (times == 0)
            {
                return 0;
            }

            var part = block.AsSpan(at, Math.Min(buffer.Length, block.Length - at));
            part.CopyTo(buffer);
            at += part.Length;
            if (at == block.Length)
            {
                (at, times) = (0, times - 1);
            }

            return part.Length;
        }
    }

    private sealed class Endless(int length) : TextReader
    {
        private int given;

        public override int Read(Span<char> buffer)
        {
            var count = Math.Min(buffer.Length, length - given);
            buffer[..count].Fill('x');
            given += count;
            return count;
        }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));
    }
}
