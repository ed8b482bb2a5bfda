using System.Text;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Diagnosis.Live;

namespace Mesh.Core.Tests.Diagnosis.Symptoms;

/// <summary>Logs that are none, or are made to do harm: what could not be read is said and never called well.</summary>
public sealed class HostileLogTests
{
    private const string Fails = "exec /app: exec format error";

    [Test]
    public async Task A_log_that_is_empty_is_not_evaluated()
    {
        using var seen = await DiagnoseAsync([]);
        Assert.That(seen.Notes, Does.Contain("read  it.log\nnot evaluated: it.log is empty"));
        Assert.That((seen.Codes.Count(), seen.Ended), Is.EqualTo((0, StepStatus.NotEvaluated)));
    }

    [Test]
    public async Task What_is_no_text_is_not_evaluated_and_what_can_be_read_of_it_counts()
    {
        var dump = Enumerable.Range(0, 4096).Select(at => (byte)(at * 7)).ToArray();
        using var seen = await DiagnoseAsync([.. dump, .. Encoding.UTF8.GetBytes($"\n{Fails}\n")]);
        Assert.That(seen.Codes, Is.EqualTo(new[] { "DIA094" }), seen.Notes);
        Assert.That(seen.Report.Elements("notEvaluated").Select(text => $"{text}"), Has.One.Match("^it.log is hardly text: [5-9][0-9] % of its beginning is no UTF-8"));
    }

    [Test]
    public async Task Letters_of_another_encoding_do_no_harm()
    {
        using var seen = await DiagnoseAsync([.. Encoding.Latin1.GetBytes("Größe der Übersicht für die Straße\n"), 0xc3, (byte)'\n', .. Encoding.UTF8.GetBytes(Fails)]);
        Assert.That(seen.Codes, Is.EqualTo(new[] { "DIA094" }), seen.Notes);
        Assert.That(seen.First.Line, Is.EqualTo(3));
    }

    [Test]
    public async Task Colours_are_text()
    {
        using var seen = await DiagnoseAsync(Encoding.UTF8.GetBytes($"\u001b[31m{Fails}\u001b[0m\r\n"));
        Assert.That(seen.Report.Elements("notEvaluated"), Is.Empty, seen.Notes);
    }

    [Test]
    public async Task Utf_16_is_read_where_it_says_that_it_is()
    {
        using var seen = await DiagnoseAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes($"x\n{Fails}\n")]);
        Assert.That(seen.Codes, Is.EqualTo(new[] { "DIA094" }), seen.Notes);
        Assert.That(seen.Report.Elements("notEvaluated"), Is.Empty);
    }

    [TestCase('x')]
    [TestCase('\0')]
    public void A_line_without_end_takes_no_memory(char sign)
    {
        using var endless = new Endless(sign, 256L << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(new LogSymptoms(SignatureBooks.BuiltIn).Look(endless, "it", default).Symptoms, Is.Empty);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 << 20));
    }

    [Test]
    public void More_different_messages_than_anybody_reads_are_counted()
    {
        var log = string.Concat(Enumerable.Range(0, 5100).Select(at => $"exec /{string.Concat($"{at}".Select(digit => (char)('a' + digit - '0')))}: exec format error\n"));
        var read = new LogSymptoms(SignatureBooks.BuiltIn).Look(new StringReader(log), "it", default);
        Assert.That((read.Symptoms.Count, read.NotEvaluated.Single()), Is.EqualTo((5000, "100 lines of it: after 5000 different messages no more were kept")));
    }

    private static async Task<DiagnosedCluster> DiagnoseAsync(byte[] log)
    {
        var seen = new DiagnosedCluster();
        await File.WriteAllBytesAsync(Path.Combine(seen.Folder, "it.log"), log);
        return await seen.DiagnoseAsync(new() { Log = "it.log" });
    }

    private sealed class Endless(char sign, long length) : TextReader
    {
        private long left = length;

        public override int Read(Span<char> buffer)
        {
            var some = (int)Math.Min(left, buffer.Length);
            buffer[..some].Fill(sign);
            left -= some;
            return some;
        }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));
    }
}
