using System.Reflection;
using System.Text.RegularExpressions;
using Cake.Frosting;
using Cake.Frosting.Mesh;

namespace Mesh.Architecture.Tests;

/// <summary>Every task of the pack is made the same way. An intermediate base class or a context of its own would keep it out of foreign builds.</summary>
public sealed partial class TaskTests
{
    private static readonly Type[] Direct = [typeof(AsyncFrostingTask<IMeshContext>), typeof(FrostingTask<IMeshContext>)];

    private static IEnumerable<Type> Tasks => typeof(MeshTasks).Assembly.GetTypes().Where(type => typeof(IFrostingTask).IsAssignableFrom(type));

    private static IEnumerable<string> Names => typeof(MeshTasks).GetFields().Select(constant => (string)constant.GetRawConstantValue()!);

    [TestCaseSource(nameof(Tasks))]
    public void A_task_is_public_and_sealed_with_a_name_a_description_and_a_file_of_its_own(Type task) => Assert.Multiple(() =>
    {
        Assert.That(task is { IsPublic: true, IsSealed: true }, Is.True, "public sealed");
        Assert.That(Direct, Does.Contain(task.BaseType), "derives directly");
        Assert.That(Names, Does.Contain(task.GetCustomAttribute<TaskNameAttribute>()?.Name), "its name is in MeshTasks");
        Assert.That(task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description, Is.Not.Null.And.Not.Empty);
        Assert.That(Directory.GetFiles(Repository.PathOf("src", "Tasks"), $"{task.Name}.cs", SearchOption.AllDirectories), Has.Length.EqualTo(1));
        Assert.That(task.Name, Does.EndWith("Task"));
    });

    [Test]
    public void Every_name_belongs_to_one_task() => Assert.That(Tasks.Select(task => task.GetCustomAttribute<TaskNameAttribute>()?.Name), Is.EquivalentTo(Names));

    // Remedies of findings and signatures stand on their pages word by word, which CatalogueTests and SignaturePagesTests see to.
    [Test]
    public void Nobody_is_sent_to_a_task_that_is_not_there()
    {
        var pages = Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md"));
        Assert.That(pages.SelectMany(page => NamedTask().Matches(File.ReadAllText(page)).Select(match => match.Value)).Distinct().Except(Names), Is.Empty);
    }

    // Mesh.Core and the like are parts of this repository.
    [GeneratedRegex(@"(?<![\w.])Mesh\.(?!(?:Core|Sandbox|Hosting)\b)[A-Z]\w+")]
    private static partial Regex NamedTask();
}
