using Cake.Core.Diagnostics;
using Cake.Frosting.Internal;

namespace Cake.Frosting.Tests;

/// <summary>Each row was measured on Cake.Tool 7.0.0, the options of Frosting's own aside.</summary>
public sealed class CommandLineTests
{
    [TestCase("--name value", ExpectedResult = "name=[value]")]
    [TestCase("--name=value", ExpectedResult = "name=[value]")]
    [TestCase("--name:value", ExpectedResult = "name=[value]")]
    [TestCase("--flag", ExpectedResult = "flag=[null]")]
    [TestCase("--flag --name value", ExpectedResult = "flag=[null] name=[value]")]
    [TestCase("--flag=true", ExpectedResult = "flag=[true]")]
    [TestCase("--set a=b --set=c=d", ExpectedResult = "set=[a=b|c=d]")]
    [TestCase("--set --set", ExpectedResult = "set=[null|null]")]
    [TestCase("--Set a --set b", ExpectedResult = "Set=[a|b]")]
    [TestCase("--url http://host/path=1", ExpectedResult = "url=[http://host/path=1]")]
    [TestCase("--number -1", ExpectedResult = "number=[-1]")]
    [TestCase("-z 5 -q=7", ExpectedResult = "z=[5] q=[7]")]
    [TestCase("-abc", ExpectedResult = "a=[null] b=[null] c=[null]")]
    [TestCase("-- --after value", ExpectedResult = "after=[value]")]
    [TestCase("-- --tree", ExpectedResult = "tree=[null]")]
    [TestCase("--dry-run", ExpectedResult = "dry-run=[null]")]
    [TestCase("--dry-run=client", ExpectedResult = "dry-run=[client]")]
    [TestCase("--_a-b 3", ExpectedResult = "_a-b=[3]")]
    [TestCase("-t A --target=B", ExpectedResult = "target=[A|B]")]
    [TestCase("--dryrun --verbosity quiet -e -w x", ExpectedResult = "")]
    [TestCase("", ExpectedResult = "")]
    public string Arguments_reach_the_build(string line)
    {
        var read = Parse(line);
        Assert.That(read.Error, Is.Null);
        return string.Join(' ', read.Arguments.Select(argument => $"{argument.Key}=[{string.Join('|', argument.Select(value => value ?? "null"))}]"));
    }

    [TestCase("plain", ExpectedResult = "Unknown command 'plain'.")]
    [TestCase("--name value another", ExpectedResult = "Unknown command 'another'.")]
    [TestCase("-ab 5", ExpectedResult = "Unknown command '5'.")]
    [TestCase("-1", ExpectedResult = "Unknown command '-1'.")]
    [TestCase("-", ExpectedResult = "Option does not have a name.")]
    [TestCase("--x=1", ExpectedResult = "Invalid long option name '--x'.")]
    [TestCase("--1xy=4", ExpectedResult = "Invalid long option name '--1xy'.")]
    [TestCase("--a.b=4", ExpectedResult = "Invalid long option name '--a.b'.")]
    [TestCase("--empty=", ExpectedResult = "Expected an option value after '--empty='.")]
    [TestCase("--verbosity", ExpectedResult = "Option '--verbosity' is defined but no value has been provided.")]
    [TestCase("-t --flag", ExpectedResult = "Option '-t' is defined but no value has been provided.")]
    [TestCase("-v loud", ExpectedResult = "The value 'loud' is not a valid verbosity.")]
    [TestCase("--tree=maybe", ExpectedResult = "Option '--tree' is true or false, not 'maybe'.")]
    public string? What_cannot_be_read_is_an_error(string line) => Parse(line).Error;

    [Test]
    public void An_empty_word_may_be_a_value() =>
        Assert.That(CommandLine.Parse(["--name", ""]).Arguments["name"], Is.EqualTo(new[] { "" }));

    [TestCase("", RunMode.Build)]
    [TestCase("--dryrun", RunMode.DryRun)]
    [TestCase("--noop", RunMode.DryRun)]
    [TestCase("--whatif", RunMode.DryRun)]
    [TestCase("--dryrun=true", RunMode.DryRun)]
    [TestCase("--dryrun=false", RunMode.Build)]
    [TestCase("--dry-run", RunMode.Build)]
    [TestCase("--tree", RunMode.Tree)]
    [TestCase("--description", RunMode.Description)]
    [TestCase("--version", RunMode.Version)]
    [TestCase("--info", RunMode.Info)]
    [TestCase("--help", RunMode.Help)]
    [TestCase("-h", RunMode.Help)]
    public void The_mode_is_read(string line, object mode) => Assert.That(Parse(line).Mode, Is.EqualTo(mode));

    [Test]
    public void The_host_options_are_read()
    {
        var read = Parse("--target A -t B -t=C --working ../there -v=diagnostic --exclusive");
        Assert.That(read.Targets, Is.EqualTo(new[] { "A", "B", "C" }));
        Assert.That(read.WorkingDirectory?.FullPath, Is.EqualTo("../there"));
        Assert.That(read.Verbosity, Is.EqualTo(Verbosity.Diagnostic));
        Assert.That(read.Exclusive, Is.True);
    }

    private static CommandLine Parse(string line) => CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
