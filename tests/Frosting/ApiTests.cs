using System.Reflection;

namespace Cake.Frosting.Tests;

/// <summary>The contract is a file that someone reviews: what Cake.Frosting 7.0.0 has under these names.</summary>
public sealed class ApiTests
{
    [Test]
    public void The_public_surface_is_the_approved_one()
    {
        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "api.txt")).ReplaceLineEndings("\n");
        Assert.That(ApiText.Of(typeof(CakeHost).Assembly), Is.EqualTo(approved));
    }

    [Test]
    public void The_assembly_has_the_name_and_the_version_of_the_package()
    {
        var name = typeof(CakeHost).Assembly.GetName();
        Assert.That((name.Name, name.Version), Is.EqualTo(("Cake.Frosting", new Version(7, 0, 0, 0))));
        Assert.That(typeof(CakeHost).Assembly.GetExportedTypes().Select(type => type.Namespace), Is.All.EqualTo("Cake.Frosting"));
    }

    [TestCase(typeof(TaskNameAttribute), false, false)]
    [TestCase(typeof(TaskDescriptionAttribute), false, false)]
    [TestCase(typeof(ContinueOnErrorAttribute), false, false)]
    [TestCase(typeof(IsDependentOnAttribute), true, true)]
    [TestCase(typeof(IsDependeeOfAttribute), true, true)]
    public void The_attributes_go_where_they_should(Type attribute, bool many, bool inherited)
    {
        var usage = attribute.GetCustomAttribute<AttributeUsageAttribute>()!;
        Assert.That((usage.ValidOn, usage.AllowMultiple, usage.Inherited), Is.EqualTo((AttributeTargets.Class, many, inherited)));
    }
}
