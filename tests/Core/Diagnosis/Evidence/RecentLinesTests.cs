using Mesh.Core.Diagnosis.Evidence;

namespace Mesh.Core.Tests.Diagnosis.Evidence;

/// <summary>How old the lines of a log are.</summary>
public sealed class RecentLinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [TestCase("2026-11-29T10:00:00Z app starts")]
    [TestCase("2026-11-29T10:00:00.000000001Z app starts", TestName = "As_kubectl_prints_it_with_timestamps")]
    [TestCase("2026-11-29T11:00:00.123+01:00\tinfo\tapp starts")]
    [TestCase("2026-11-29T11:00:00+0100 app starts")]
    [TestCase("2026-11-29 10:00:00,123 ERROR app starts")]
    [TestCase("2026-11-29T10:00:00.000001Z\tinfo\tads\tADS: new connection", TestName = "Istiod")]
    [TestCase("[2026-11-29 10:00:00.000][12][warning][config] gRPC config stream closed", TestName = "Envoy")]
    [TestCase("[2026-11-29T10:00:00.000Z] \"GET / HTTP/1.1\" 503 UF", TestName = "Access_log")]
    [TestCase("[2026-11-29T10:00:00.000Z] + helm upgrade", TestName = "Jenkins_timestamper")]
    [TestCase("E1129 10:00:00.000000       1 main.go:12] no", TestName = "Klog")]
    [TestCase("""{"level":"error","ts":1795946400.123,"msg":"no"}""", TestName = "Json_epoch_seconds")]
    [TestCase("""{"ts":1795946400123,"msg":"no"}""", TestName = "Json_epoch_milliseconds")]
    [TestCase("""{"timestamp":"1795946400","msg":"no"}""", TestName = "Json_epoch_as_text")]
    [TestCase("""{"time":"2026-11-29T10:00:00.5Z","msg":"no"}""", TestName = "Json_time")]
    [TestCase("""{"timestamp":"2026-11-29 10:00:00","msg":"no"}""", TestName = "Json_timestamp")]
    [TestCase("time=\"2026-11-29T10:00:00Z\" level=error msg=no", TestName = "Key_and_value")]
    [TestCase("level=error ts=2026-11-29T10:00:00Z msg=no", TestName = "Key_and_value_after_the_level")]
    public void A_time_is_read_as_its_logger_writes_it(string line) =>
        Assert.That(LogMoment.Of(line, Now), Is.EqualTo(new DateTimeOffset(2026, 11, 29, 10, 0, 0, TimeSpan.Zero)).Within(TimeSpan.FromSeconds(1)));

    [TestCase("panic: no such table")]
    [TestCase("2026-13-45T99:00:00Z app")]
    [TestCase("2026-11-29T10:00:00:00 app")]
    [TestCase("I9999 10:00:00.000000 1 main.go:12] no")]
    [TestCase("""{"ts":12,"msg":"no"}""")]
    [TestCase("""{"ts":1,"ts":2}""")]
    [TestCase("""{"time":{"seconds":1}}""")]
    [TestCase("{ broken")]
    [TestCase("\tat com.example.Main(2026-11-29)")]
    [TestCase("")]
    public void What_is_no_time_is_none(string line) => Assert.That(LogMoment.Of(line, Now), Is.Null);

    [Test]
    public void A_time_without_a_year_is_of_the_last_one_where_it_would_lie_ahead() =>
        Assert.That(LogMoment.Of("I1231 23:59:59.000000 1 a.go:1] x", new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), Is.EqualTo(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero)));

    [Test]
    public void A_stack_trace_is_as_old_as_the_line_before_it() => Assert.That(
        Of(
            "\tat end.of.an.older.One",
            "2026-11-29T10:00:00Z ERROR old",
            "java.lang.IllegalStateException: old",
            "\tat old.One",
            "2026-11-29T11:50:00Z ERROR new",
            "java.lang.IllegalStateException: new",
            "\tat new.One").Lines,
        Is.EqualTo(new[] { "2026-11-29T11:50:00Z ERROR new", "java.lang.IllegalStateException: new", "\tat new.One" }));

    [Test]
    public void What_stands_before_a_new_line_at_the_beginning_is_kept() => Assert.That(Of("\tat cut.Off", "2026-11-29T11:50:00Z ERROR new").Lines, Has.Count.EqualTo(2));

    [Test]
    public void A_log_without_any_time_is_kept_and_says_so()
    {
        Assert.That(Of("panic: one", "goroutine 1"), Has.Property(nameof(RecentLines.Undated)).True.And.Property(nameof(RecentLines.Lines)).Count.EqualTo(2));
        Assert.That(RecentLines.Of(["panic: one"], null, Now).Undated, Is.False, "nobody asked how old it is");
        Assert.That(RecentLines.Of([], Now, Now).Undated, Is.False);
    }

    private static RecentLines Of(params string[] lines) => RecentLines.Of(lines, Now.AddMinutes(-30), Now);
}
