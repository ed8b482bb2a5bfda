using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>Configures a host in a type of its own; see <see cref="CakeHostExtensions.UseStartup{TStartup}"/>.</summary>
public interface IFrostingStartup
{
    /// <summary>Registers what the build needs.</summary>
    /// <param name="services">The services of the run.</param>
    void Configure(IServiceCollection services);
}
