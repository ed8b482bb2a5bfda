using Cake.Frosting.Mesh.Hosting;
using Cake.Frosting.Mesh.Preflight;
using Cake.Frosting.Mesh.Sources;
using Cake.Frosting.Mesh.Workloads;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests.Hosting;

/// <summary>What the attributes of the tasks say.</summary>
public sealed class TaskCatalogueTests
{
    private static readonly TaskCatalogue Catalogue = new([typeof(MeshTasks).Assembly, typeof(MeshTasks).Assembly]);

    [Test]
    public void Each_task_is_there_once_by_name() => Assert.That(Catalogue.Tasks.Select(task => task.Name), Is.Unique.And.Ordered.Using<string>(StringComparer.Ordinal));

    [TestCase("Mesh.Deliver", typeof(DeliverTask))]
    [TestCase("mesh.deliver", typeof(DeliverTask))]
    [TestCase("Mesh.Delivery", null)]
    [TestCase("", null)]
    public void A_task_is_found_in_any_case(string name, Type? type) => Assert.That(Catalogue.Find(name)?.Type, Is.EqualTo(type));

    [Test]
    public void An_argument_has_one_form_for_all_tasks()
    {
        ArgumentDefinition flag = new("cluster", "also on real servers"), value = new("cluster", "which", "NAME");
        Assert.That(() => TaskCatalogue.Agreed([("Test", flag), ("Mesh.ApplyCa", value)]), Throws.TypeOf<MeshException>().With.Message.Contains("--cluster is a flag for one of Test and Mesh.ApplyCa"));
        Assert.That(TaskCatalogue.Agreed([("a", flag), ("b", flag with { Description = "the same" })]).Where(argument => argument.Name == "cluster"), Is.EqualTo([flag]));
    }

    [Test]
    public void A_value_that_says_it_is_a_flag_elsewhere_gives_the_form_that_holds_both()
    {
        ArgumentDefinition flag = new("revert", "go back"), value = new("revert", "the file", "FILE", FlagElsewhere: true);
        Assert.That(TaskCatalogue.Agreed([("Mesh.ApplyCa", flag), ("Mesh.AdoptLoadBalancer", value)]).Where(argument => argument.Name == "revert"), Is.EqualTo([value]));
        Assert.That(TaskCatalogue.Agreed([("Mesh.AdoptLoadBalancer", value), ("Mesh.ApplyCa", flag)]).Where(argument => argument.Name == "revert"), Is.EqualTo([value]));
        Assert.That(() => TaskCatalogue.Agreed([("a", flag), ("b", value), ("c", value with { FlagElsewhere = false })]), Throws.TypeOf<MeshException>());
    }

    [TestCase(MeshTasks.ApplyCa, null, "")]
    [TestCase(MeshTasks.ApplyCa, "--revert", "")]
    [TestCase(MeshTasks.ApplyCa, "--revert=false", "")]
    [TestCase(MeshTasks.ApplyCa, "--revert=a.json", "--revert is 'a.json', and for Mesh.ApplyCa it is either there or not")]
    [TestCase(MeshTasks.AdoptLoadBalancer, "--revert=a.json", "")]
    [TestCase(MeshTasks.AdoptLoadBalancer, "--revert", "--revert has no value, which Mesh.AdoptLoadBalancer needs")]
    public void Each_task_takes_such_an_argument_in_its_own_form(string task, string? argument, string said)
    {
        var line = CommandLine.Parse(argument is null ? [] : [argument], Catalogue.Arguments);
        Assert.That(() => Catalogue.Find(task)!.Check(line), said.Length == 0 ? Throws.Nothing : Throws.TypeOf<MeshException>().With.Message.Contains(said).And.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.Usage));
    }

    [TestCase(MeshTasks.NormalizeLineEndings, null, false)]
    [TestCase(MeshTasks.ValidateContext, ClusterWork.Look, true)]
    [TestCase(MeshTasks.CheckCompatibility, ClusterWork.Compatibility, true)]
    [TestCase(MeshTasks.Preflight, ClusterWork.Look, true)]
    [TestCase(MeshTasks.UpgradeReleases, ClusterWork.Releases, false)]
    [TestCase(MeshTasks.RestartWorkloads, ClusterWork.Restarts, false)]
    [TestCase(MeshTasks.Deliver, null, false)]
    public void A_task_says_what_it_does_on_the_cluster(string name, ClusterWork? work, bool onlyReads)
    {
        var task = Catalogue.Find(name)!;
        Assert.That((task.ClusterWork, task.OnlyReads, task.ContinuesOnError), Is.EqualTo((work, onlyReads, false)));
    }

    [Test]
    public void The_delivery_runs_its_stages_in_order_and_puts_itself_before_nothing()
    {
        var deliver = Catalogue.Find(MeshTasks.Deliver)!;
        Assert.That(deliver.DependsOn, Is.EqualTo([typeof(NormalizeLineEndingsTask), typeof(ValidateContextTask), typeof(CheckCompatibilityTask), typeof(CheckImagesTask), typeof(UpgradeReleasesTask), typeof(RestartWorkloadsTask)]));
        Assert.That(deliver.DependencyOf, Is.Empty);
    }

    [Test]
    public void No_argument_of_a_task_hides_a_common_one() => Assert.That(Catalogue.Arguments.Select(argument => argument.Name), Is.Unique);

    [Test]
    public void The_listing_is_the_approved_one()
    {
        var path = Repository.PathOf("tests", "Tasks", "Hosting", "listing.txt");
        var actual = TaskListing.Of(Catalogue) + "\n";
        if (Environment.GetEnvironmentVariable("MESH_TEST_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.That(actual, Is.EqualTo(File.ReadAllText(path)), "If the change is meant, run the tests once with MESH_TEST_ACCEPT=1 and review listing.txt.");
    }
}
