using System.Globalization;
using System.Runtime.Versioning;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>Every command that README and docs show is run as it stands there. A line may say <c># exit N</c> where it is meant to fail.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DocumentedCommandTests
{
    // These run the tests themselves, servers or benchmarks: the gate and a person run them.
    private static readonly string[] NotHere = ["./test.sh", "./test.sh --cluster", "./build.sh --target Bench", "./build.sh --target Test"];

    private static IEnumerable<TestCaseData> Commands()
    {
        var pages = Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md"));
        return pages.SelectMany(page => CommandsOf(File.ReadAllText(page)).Select(command => (Page: Path.GetRelativePath(Repository.Root, page), Command: command)))
            .GroupBy(shown => shown.Command, StringComparer.Ordinal).Select(group => new TestCaseData(group.Key).SetArgDisplayNames($"{group.First().Page}: {group.Key}"));
    }

    [TestCaseSource(nameof(Commands))]
    public async Task A_command_in_the_documentation_does_what_it_says(string command)
    {
        var (line, expected) = command.Split(" # exit ") is [var before, var code] ? (before.Trim(), int.Parse(code, CultureInfo.InvariantCulture)) : (command, 0);
        if (NotHere.Contains(line))
        {
            Assert.That(File.ReadAllText(Repository.PathOf(".ci", "run")) + File.ReadAllText(Repository.PathOf("test.sh")), Does.Contain("test.sh").And.Contain("--target Test"));
            return;
        }

        using var bench = new Bench();
        var (host, arguments) = line switch
        {
            _ when line.StartsWith("./build.sh", StringComparison.Ordinal) => (Host.Compiled, line["./build.sh".Length..]),
            _ when line.StartsWith("dotnet cake", StringComparison.Ordinal) => (Host.Cake, line["dotnet cake".Length..]),
            _ => throw new AssertionException($"no test knows how to run: {line}"),
        };
        var outcome = await bench.RunAsync(host, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(outcome.ExitCode, Is.EqualTo(expected), outcome.ToString());
    }

    [Test]
    public void The_README_opens_with_exactly_two_commands() =>
        Assert.That(File.ReadAllText(Repository.PathOf("README.md")).Split("```")[1], Is.EqualTo("sh\n./build.sh --target Demo\n./test.sh\n"));

    private static IEnumerable<string> CommandsOf(string markdown) =>
        markdown.Split("```sh\n").Skip(1).SelectMany(block => block.Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(line => !line.StartsWith('#'));
}
