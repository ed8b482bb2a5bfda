using Cake.Frosting.Mesh.Hosting;
using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Tests.Hosting;

/// <summary>Arguments, as a table.</summary>
public sealed class CommandLineTests
{
    private static readonly ArgumentDefinition[] Known = [.. ArgumentDefinition.Common, new("check", "only looks")];

    [TestCase("--config", "a.yaml")]
    [TestCase("--config=a.yaml", null)]
    [TestCase("--CONFIG=a.yaml", null)]
    public void A_value_follows_or_is_joined(string first, string? second) => Assert.That(Parse(first, second).Value("config"), Is.EqualTo("a.yaml"));

    [TestCase("--set=a=b=c", "a=b=c")]
    [TestCase("--set=a=-5", "a=-5")]
    [TestCase("--config=-odd.yaml", "-odd.yaml")]
    public void What_follows_the_first_equals_sign_is_the_value(string argument, string value) => Assert.That(Parse(argument).Values(argument[2..argument.IndexOf('=', StringComparison.Ordinal)]), Is.EqualTo([value]));

    [TestCase("--check", true)]
    [TestCase("--check=true", true)]
    [TestCase("--check=True", true)]
    [TestCase("--check=false", false)]
    [TestCase("--yes", false)]
    public void A_flag_is_there_or_not(string argument, bool given) => Assert.That(Parse(argument).Has("check"), Is.EqualTo(given));

    [TestCase("--yes=")]
    [TestCase("--yes=no")]
    [TestCase("--yes=0")]
    [TestCase("--check=perhaps")]
    public void A_flag_with_another_value_is_refused_and_never_taken_for_a_yes(string argument) => Assert.That(() => Parse(argument), Usage("it is either there or not"));

    [Test]
    public void The_last_of_a_flag_given_twice_counts() => Assert.That(Parse("--yes", "--yes=false").Has("yes"), Is.False);

    [Test]
    public void Targets_keep_their_order_and_Default_is_there_where_none_is_given() => Assert.Multiple(() =>
    {
        Assert.That(Parse("-t", "A", "--target=B", "-t=C").Targets, Is.EqualTo(["A", "B", "C"]));
        Assert.That(Parse().Targets, Is.EqualTo(["Default"]));
    });

    [TestCase("--kube-context=", null)]
    [TestCase("--kube-context", "")]
    public void An_empty_context_is_kept_so_that_it_is_refused_as_one_and_not_handed_to_Cake(string first, string? second)
    {
        var line = Parse(first, second);
        Assert.That(line.Value("kube-context"), Is.Empty);
        Assert.That(line.ForHost, Is.Empty);
    }

    [TestCase("--config=", null)]
    [TestCase("--report=", null)]
    [TestCase("--sandbox=", null)]
    [TestCase("--kubeconfig", "")]
    [TestCase("--dry-run=", null)]
    [TestCase("--target=", null)]
    [TestCase("--working=", null)]
    [TestCase("--kube-context", null)]
    [TestCase("--kube-context", "--yes")]
    [TestCase("--kube-context", "-x")]
    [TestCase("-t", null)]
    public void A_missing_or_empty_value_is_refused(string first, string? second) => Assert.That(() => Parse(first, second), Usage($"{first.TrimEnd('=')} has no value"));

    [Test]
    public void How_a_value_that_begins_with_a_dash_is_given_is_said() =>
        Assert.That(() => Parse("--kube-context", "-x"), Throws.InstanceOf<MeshException>().With.Property("Remedy").EqualTo("Say --kube-context NAME, or --kube-context=VALUE where the value begins with a dash"));

    [TestCase("--dry-run", null)]
    [TestCase("--dry-run=client", "client")]
    [TestCase("--dry-run=server", "server")]
    public void A_dry_run_takes_its_kind_joined(string argument, string? kind)
    {
        Assert.That(Parse(argument).Has("dry-run"), Is.True);
        Assert.That(Parse(argument).Value("dry-run"), Is.EqualTo(kind));
    }

    [TestCase("a.json", "--revert", "a.json", "--yes")]
    [TestCase("a.json", "--revert=a.json", "--yes")]
    [TestCase(null, "--revert", "--yes")]
    [TestCase(null, "--yes", "--revert")]
    public void A_value_that_is_a_flag_elsewhere_follows_is_joined_or_is_left_out(string? value, params string[] arguments)
    {
        var line = CommandLine.Parse(arguments, [.. Known, new("revert", "the file", "FILE", FlagElsewhere: true)]);
        Assert.That((line.Has("revert"), line.Value("revert"), line.Has("yes")), Is.EqualTo((true, value, true)));
    }

    [TestCase("'client' belongs to no argument", "--dry-run", "client")]
    [TestCase("'stray' belongs to no argument", "stray", null)]
    [TestCase("'-' belongs to no argument", "-", null)]
    [TestCase("'=x' belongs to no argument", "=x", null)]
    [TestCase("there is an empty argument", "", null)]
    [TestCase("unknown argument '--'", "--", null)]
    [TestCase("unknown argument '-target'", "-target", "Default")]
    [TestCase("unknown argument '--t'", "--t", "Default")]
    public void A_word_that_means_nothing_is_refused(string said, string first, string? second) => Assert.That(() => Parse(first, second), Usage(said));

    [TestCase("--kube-contxt=x", "Did you mean --kube-context?")]
    [TestCase("--dryrunn", "Did you mean --dryrun?")]
    [TestCase("--chekc", "Did you mean --check?")]
    public void An_unknown_argument_is_refused_with_the_nearest(string argument, string remedy) => Assert.That(() => Parse(argument), Usage("unknown argument").And.Property("Remedy").EqualTo(remedy));

    [Test]
    public void The_value_of_an_unknown_argument_may_be_a_secret_and_is_not_repeated() =>
        Assert.That(() => Parse("--registry-password=hunter2"), Usage("'--registry-password'").And.Message.Not.Contains("hunter2").And.Property("Remedy").Contains("--kube-context"));

    [Test]
    public void An_override_may_be_repeated() => Assert.That(Parse("--set", "a=1", "--set=b=2", "--set", "a=3").Values("set"), Is.EqualTo(["a=1", "b=2", "a=3"]));

    [TestCase("--settings_enablescriptcache=true")]
    [TestCase("--paths_tools=./tools")]
    [TestCase("--nuget_source=./feed")]
    public void A_setting_of_Cake_is_passed_on(string argument) => Assert.That(Parse(argument).ForHost, Is.EqualTo([argument]));

    [Test]
    public void The_host_gets_every_argument_but_the_working_directory() =>
        Assert.That(Parse("-t", "A", "--working", "x", "--dry-run", "--yes=false", "--config", "a b").ForHost, Is.EqualTo(["-t=A", "--dry-run", "--yes=false", "--config=a b"]));

    [TestCase("--tree", true)]
    [TestCase("--description", true)]
    [TestCase("--dryrun", true)]
    [TestCase("--dryrun=false", false)]
    [TestCase("--dry-run", false)]
    public void Cake_is_only_asked(string argument, bool only) => Assert.That(Parse(argument).OnlyAsks, Is.EqualTo(only));

    private static CommandLine Parse(params string?[] arguments) => CommandLine.Parse(arguments.OfType<string>(), Known);

    private static NUnit.Framework.Constraints.ContainsConstraint Usage(string text) => Throws.InstanceOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.Usage).And.Message.Contains(text);
}
