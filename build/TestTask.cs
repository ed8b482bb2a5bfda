using System.Globalization;
using System.Xml.Linq;
using Cake.Frosting;
using Cake.Frosting.Mesh;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Build;

/// <summary>Runs the tests and adds up what their result files say.</summary>
/// <param name="commands">Runs dotnet.</param>
/// <param name="journal">Prints.</param>
[TaskName("Test")]
[TaskDescription("the tests of this repository")]
[TaskArgument("cluster", "also the tests that need real servers")]
public sealed class TestTask(ICommandRunner commands, RunJournal journal) : AsyncFrostingTask<IMeshContext>
{
    // Twice what they take with servers, the first build of a control plane included; a test that hangs must not hold a CI server for hours.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    // The longest test takes five minutes. One that hangs is named, and ends its assembly.
    private static readonly string[] HangGuard = ["--blame-hang-timeout", "15min", "--blame-hang-dump-type", "none"];

    /// <inheritdoc/>
    public override async Task RunAsync(IMeshContext context)
    {
        var results = Path.GetFullPath(Path.Combine(context.Parameters.ReportFolder, "tests"));
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        Directory.CreateDirectory(results);
        var solution = context.Parameters.CommandLine.Has("cluster") ? "Cake.Frosting.Mesh.slnx" : "Quick.slnf";
        var built = await commands.RunAsync(new Command("dotnet", ["build", solution, "-c", "Release", "-v", "quiet", "-nologo"]), context.Parameters.Cancellation);
        built.EnsureSuccess();
        var tested = await commands.RunAsync(new Command("dotnet", ["test", solution, "-c", "Release", "--no-build", "--nologo", "--logger", "trx", "--results-directory", results, .. HangGuard]) { Timeout = Limit }, context.Parameters.Cancellation);

        var totals = Totals.Of(Directory.GetFiles(results, "*.trx"), ended: tested.ExitCode == 0);
        foreach (var skipped in totals.SkippedNames)
        {
            journal.Note($"skipped: {skipped}");
        }

        await File.WriteAllTextAsync(Path.Combine(results, "totals.txt"), totals.Line + "\n", context.Parameters.Cancellation);
        journal.Summarize(totals.Line);
        if (totals.Failed > 0 || totals.Passed == 0)
        {
            throw new MeshException(1, $"tests: {totals.Line}", "Read the failures above");
        }

        tested.EnsureSuccess();
        if (LeakedKeys.In(context.Parameters.ReportFolder) is [var first, ..] leaks)
        {
            throw new MeshException(1, $"{leaks.Count} of the files that the tests left hold a private key, the first {first}", "Find out who wrote it there; a key must never reach a log, a report or an artifact");
        }
    }

    private sealed record Totals(int Passed, int Failed, int Skipped, IReadOnlyList<string> SkippedNames, bool Ended)
    {
        // Without a failure a run that did not end well was cut off, and the numbers are not all.
        public string Line => $"{Passed} passed, {Failed} failed, {Skipped} skipped{(Ended || Failed > 0 ? "" : "; the run was cut off before its end")}";

        public static Totals Of(IEnumerable<string> files, bool ended)
        {
            var outcomes = files.SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
                .Select(result => (Name: result.Attribute("testName")!.Value, Outcome: result.Attribute("outcome")?.Value, Message: Message(result))).ToList();
            var passed = outcomes.Count(result => result.Outcome == "Passed");
            var skipped = outcomes.Where(result => result.Outcome is "NotExecuted" or "Inconclusive").ToList();
            return new Totals(passed, outcomes.Count - passed - skipped.Count, skipped.Count, [.. skipped.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Name}: {result.Message}"))], ended);
        }

        private static string Message(XElement result) => result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value.Trim() ?? "no reason given";
    }
}
